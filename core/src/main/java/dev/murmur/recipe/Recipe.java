package dev.murmur.recipe;

import dev.murmur.settings.Check;
import java.nio.file.Path;

/// One job, complete: the same recipe and the same files give the same result.
public sealed interface Recipe
        permits TrainingRecipe,
                EvaluationRecipe,
                BenchmarkRecipe,
                ChatBenchmarkRecipe,
                RewardBenchmarkRecipe {
    String name();

    /// Keys every random draw of the run.
    long seed();

    /// The run folder.
    Path output();

    /// Checks of the keys that every kind has.
    static Check check(String name) {
        return new Check()
                .require(
                        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                        "name",
                        "'" + name + "'",
                        "letters, digits, '.', '_' and '-', for it names a folder");
    }
}
