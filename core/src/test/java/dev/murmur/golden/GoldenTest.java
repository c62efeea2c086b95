package dev.murmur.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoldenTest {
    @Test
    void modelsOfTheClassPathAreFoundWithEveryNumber() {
        var models = Golden.models(Optional.empty());

        assertThat(models)
                .extracting(GoldenModel::name)
                .containsExactly("llama-bf16", "llama-gqa", "llama-head-dim", "llama-tied");
        assertThat(models).allSatisfy(GoldenTest::isComplete);
    }

    @Test
    void modelsOfAnExtraFolderAreAdded() {
        assertThat(Golden.models(Optional.of(Golden.path("models").getParent()))).hasSize(8);
    }

    @Test
    void rewardFixtureHasAScoreForEveryRow() {
        assertThat(Golden.reward().scores()).hasSameSizeAs(Golden.reward().rows());
    }

    private static void isComplete(GoldenModel model) {
        assertThat(model.modelType()).isEqualTo("llama");
        assertThat(model.greedy().ids()).startsWith(model.greedy().prompt());
        assertThat(model.sequences())
                .hasSize(3)
                .allSatisfy(sequence -> {
                    assertThat(sequence.lastLogits()).hasSize(256);
                    assertThat(sequence.tokenLogProbs()).hasSize(sequence.ids().length - 1);
                });
    }
}
