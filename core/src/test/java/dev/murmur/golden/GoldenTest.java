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
                .contains("llama-gqa", "llama-head-dim", "gemma2", "mixtral");
        assertThat(models).allSatisfy(GoldenTest::isComplete);
    }

    @Test
    void modelsOfAnExtraFolderAreAdded() {
        var models = Golden.models(Optional.empty());
        assertThat(Golden.models(Optional.of(Golden.path("models").getParent())))
                .hasSize(2 * models.size());
    }

    @Test
    void rewardFixturesHaveAScoreForEveryRow() {
        assertThat(Golden.rewards())
                .extracting(GoldenReward::toString)
                .contains("sequence-classification", "starling-style");
        assertThat(Golden.rewards())
                .allSatisfy(reward -> assertThat(reward.scores()).hasSameSizeAs(reward.rows()));
    }

    private static void isComplete(GoldenModel model) {
        assertThat(model.name()).startsWith(model.modelType());
        assertThat(model.greedy().ids()).startsWith(model.greedy().prompt());
        assertThat(model.sequences())
                .hasSize(3)
                .allSatisfy(sequence -> {
                    assertThat(sequence.lastLogits()).hasSizeGreaterThanOrEqualTo(64);
                    assertThat(sequence.tokenLogProbs()).hasSize(sequence.ids().length - 1);
                });
    }
}
