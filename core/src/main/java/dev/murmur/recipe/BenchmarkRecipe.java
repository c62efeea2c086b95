package dev.murmur.recipe;

import dev.murmur.benchmark.ChoiceRun;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Measures a model on published benchmarks. Trains nothing.
public record BenchmarkRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to measure") ModelSection model,
        @Doc("which, for example arc_challenge; docs/benchmarks has all") List<String> benchmarks,
        @Doc("folder that holds a folder of data for each") Path data,
        @Doc(
                        "ask the first this many questions, of each subject, and mark the result as a part; null asks all")
                Optional<Integer> limit,
        @Doc("most tokens whose log-probs are computed at once") @Default("8192") int maxTokens)
        implements Recipe {
    public BenchmarkRecipe {
        benchmarks = List.copyOf(benchmarks);
        check(name, benchmarks, ChoiceRun.names(), limit)
                .atLeast(1, "max_tokens", maxTokens)
                .verify();
    }

    /// Checks of what recipes of all benchmarks have.
    ///
    /// @param known names of benchmarks
    static Check check(
            String name, List<String> benchmarks, List<String> known, Optional<Integer> limit) {
        List<String> unknown = benchmarks.stream().filter(one -> !known.contains(one)).toList();
        return Recipe.check(name)
                .require(!benchmarks.isEmpty(), "benchmarks", "empty", "one at least of " + known)
                .require(unknown.isEmpty(), "benchmarks", unknown, "of " + known)
                .require(
                        new HashSet<>(benchmarks).size() == benchmarks.size(),
                        "benchmarks",
                        benchmarks,
                        "each there once")
                .atLeast(2, "limit", limit.orElse(2));
    }
}
