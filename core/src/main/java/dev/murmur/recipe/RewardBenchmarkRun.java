package dev.murmur.recipe;

import dev.murmur.benchmark.RewardRun;
import dev.murmur.metrics.RunContext;
import dev.murmur.online.Part;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Measures a reward on benchmarks, one after the other.
record RewardBenchmarkRun(RewardBenchmarkRecipe recipe) {
    /// @return the run folder, in which each benchmark has a folder: no model is made
    Path run(boolean resume, RunContext context) {
        List<RewardRun> runs =
                recipe.benchmarks().stream()
                        .map(name -> RewardRun.read(name, recipe.data(), recipe.limit()))
                        .toList();
        Rewards.check(
                recipe.reward(),
                runs.stream()
                        .flatMap(run -> run.rows().stream())
                        .map(row -> row.prompt())
                        .toList());
        Path folder = RunFolder.enter(recipe, resume, Map.of());
        Part<Supplier<RewardModel>> reward = Rewards.part(recipe.reward());
        Map<String, String> conditions = BenchmarkRun.conditions(reward.files());
        conditions.put("reward", recipe.reward().toString());
        runs.forEach(run ->
                run.run(
                        folder.resolve(run.name()),
                        () -> Rewards.open(recipe.reward()),
                        conditions,
                        context));
        return folder;
    }
}
