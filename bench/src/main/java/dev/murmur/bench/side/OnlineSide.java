package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import dev.murmur.bench.table.Stopwatch;
import dev.murmur.data.DataReader;
import dev.murmur.metrics.Progress;
import java.nio.file.Path;
import java.util.List;

/// One iteration of an online recipe, from reading the recipe to its report; only tokens that were
/// drawn for learning count.
final class OnlineSide {
    private OnlineSide() {}

    static List<Step> run(Spec spec) {
        var watch = new Stopwatch();
        Path folder =
                Recipes.run(
                        spec,
                        Progress.NONE,
                        "prompts.path=" + spec.data(),
                        "prompts.per_iteration=" + spec.batch(),
                        "sampling.n=" + spec.replies(),
                        "sampling.max_new_tokens=" + spec.newTokens(),
                        "reward.path=" + spec.reward(),
                        "training.dtype=" + spec.precision(),
                        "evaluation.prompts=" + spec.data(),
                        "evaluation.judge.path=" + spec.reward());
        Step whole = watch.stop(0);
        return List.of(new Step(whole.seconds(), whole.cpuSeconds(), drawn(folder)));
    }

    private static long drawn(Path folder) {
        return DataReader.candidates(folder.resolve("iteration-1").resolve("candidates.jsonl"))
                .stream()
                .flatMap(candidates -> candidates.replies().stream())
                .mapToLong(reply -> reply.ids().length)
                .sum();
    }
}
