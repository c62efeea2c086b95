package dev.murmur.recipe;

import dev.murmur.benchmark.RewardRun;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Measures a reward on published benchmarks. Trains nothing.
public record RewardBenchmarkRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("what is measured") RewardSection reward,
        @Doc("which, for example rewardbench; docs/benchmarks has all") List<String> benchmarks,
        @Doc("folder that holds a folder of data for each") Path data,
        @Doc(
                        "take the first this many items, of each subset, and mark the result as a part; null takes all")
                Optional<Integer> limit)
        implements Recipe {
    public RewardBenchmarkRecipe {
        benchmarks = List.copyOf(benchmarks);
        BenchmarkRecipe.check(name, benchmarks, RewardRun.names(), limit).verify();
    }
}
