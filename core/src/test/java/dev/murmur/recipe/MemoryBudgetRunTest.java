package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetRunTest {
    @TempDir static Path folder;
    private static TinyRecipes recipes;

    @BeforeAll
    static void makeRecipes() {
        recipes = TinyRecipes.in(folder);
    }

    @Test
    void aPairThatAloneIsMoreThanTheMemoryIsRefusedBeforeAnythingIsDone() {
        assertThatThrownBy(() ->
                        Runs.run(
                                recipes.preference(
                                        "training.memory_gb=1",
                                        "training.max_tokens_per_micro_batch=3")))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        ".*: '.+' has \\d+ tokens with all its replies, more than the 3 that"
                                + " training.memory_gb 1.0 leaves room for; raise it, or lower"
                                + " data.max_tokens and set data.overlong to drop, or set"
                                + " training.gradient_checkpointing");
        assertThat(recipes.run()).doesNotExist();
    }

    @Test
    void theTokensOfADataFileAreGoneWithTheRun() throws IOException {
        Runs.run(recipes.sft());

        try (var left = Files.list(recipes.run().resolveSibling(".cache"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("tokens-"));
        }
    }
}
