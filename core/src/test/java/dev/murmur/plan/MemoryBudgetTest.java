package dev.murmur.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.model.TinyModels;
import dev.murmur.recipe.RecipeException;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
    private static final double GB = 1e9;

    @TempDir private Path folder;
    private Path recipe;

    @BeforeEach
    void write() throws IOException {
        Path model = TinyModels.folder(folder, false);
        recipe = folder.resolve("sft.yaml");
        Files.writeString(
                recipe,
                """
                kind: sft
                name: budget
                model: {path: '%s'}
                data: {path: d.jsonl, max_tokens: 64}
                training: {learning_rate: 1e-3, batch_size: 8}
                """
                        .formatted(model));
    }

    @Test
    void thereIsRoomForWhatTheAllocatorKeeps() {
        var read = (TrainingRecipe) RecipeReader.read(recipe, List.of());
        MemoryUse planned = MemoryPlan.of(read, 2048).peak().use();

        assertThat(peak(2048) - Device.cpu().base())
                .isEqualTo(planned.total() + Math.round(0.4 * planned.activations()));
    }

    @Test
    void withoutABudgetARecipeIsAsItSays() {
        assertThat(MemoryBudget.read(recipe, List.of()))
                .isEqualTo(RecipeReader.read(recipe, List.of()));
    }

    @Test
    void enoughMemoryChangesNothing() {
        assertThat(tokens(peak(2048) + 1)).isEqualTo(2048);
    }

    @Test
    void theLargestMicroBatchThatFitsIsTaken() {
        assertThat(tokens(peak(2048) - 1)).isEqualTo(2048 - 256);
        assertThat(tokens(peak(1024))).isEqualTo(1024);
        assertThat(tokens(peak(1024) - 1)).isEqualTo(1024 - 256);
        assertThat(tokens(peak(256))).isEqualTo(256);
    }

    @Test
    void aSmallerLimitOfTheRecipeStands() {
        assertThat(tokens(peak(2048), "training.max_tokens_per_micro_batch=100")).isEqualTo(100);
    }

    @Test
    void tooLittleMemoryIsRefusedWithWhatIsNeeded() {
        assertThatThrownBy(() -> tokens((long) (0.1 * GB)))
                .isInstanceOf(RecipeException.class)
                .hasMessage(
                        String.format(
                                Locale.ROOT,
                                "%s: training.memory_gb is 0.1000000005, must be at least %.2f: phase"
                                        + " 'train' takes that much with micro-batches of 256"
                                        + " tokens, the least that it can do with",
                                recipe,
                                Math.ceil(peak(256) / GB * 100) / 100));
    }

    @Test
    void noMemoryAtAllIsAMistake() {
        assertThatThrownBy(() -> tokens(-1))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "must be > 0 (GB of the whole process; 2 to 16" + " is usual)");
    }

    private long peak(int tokens) {
        var read = (TrainingRecipe) RecipeReader.read(recipe, List.of());
        return MemoryBudget.peak(read, tokens);
    }

    private int tokens(long bytes, String... sets) {
        var all = new ArrayList<>(List.of(sets));
        all.add("training.memory_gb=" + (bytes + 0.5) / GB);
        return ((TrainingRecipe) MemoryBudget.read(recipe, all))
                .training()
                .maxTokensPerMicroBatch();
    }
}
