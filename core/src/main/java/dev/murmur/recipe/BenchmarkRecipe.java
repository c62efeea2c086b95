package dev.murmur.recipe;

import dev.murmur.benchmark.ModelBenchmark;
import dev.murmur.benchmark.ReplyDrawing;
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
        @Doc("most tokens whose log-probs are computed at once") @Default("8192") int maxTokens,
        @Doc("replies a question where replies are written; several for pass@10 and pass@100")
                @Default("1")
                int samples,
        @Doc("divides their logits; 0 is greedy, as published") @Default("0.0") double temperature,
        @Doc("keep the likeliest tokens up to this probability, in (0, 1]") @Default("1.0")
                double topP)
        implements Recipe {
    public BenchmarkRecipe {
        benchmarks = List.copyOf(benchmarks);
        check(name, benchmarks, ModelBenchmark.names(), limit)
                .atLeast(1, "max_tokens", maxTokens)
                .atLeast(1, "samples", samples)
                .require(
                        temperature >= 0 && temperature < 100,
                        "temperature",
                        temperature,
                        "in [0, 100)")
                .require(
                        samples <= 1 || temperature > 0,
                        "temperature",
                        temperature,
                        "> 0 (0.2 to 0.8 is usual), or samples 1, for greedy replies are all alike")
                .require(topP > 0 && topP <= 1, "top_p", topP, "in (0, 1]")
                .verify();
    }

    ReplyDrawing drawing() {
        return new ReplyDrawing(samples, temperature, topP, seed);
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
