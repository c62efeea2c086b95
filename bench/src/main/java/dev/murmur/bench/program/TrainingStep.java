package dev.murmur.bench.program;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.Gradients;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Forward and backward of the demo's model over 32 short sequences on one thread: the step that
/// the demo spends its time on. A target for a profiler, and for comparing two builds.
public final class TrainingStep {
    private TrainingStep() {}

    public static void main(String[] args) {
        List<TokenGroup> groups = Sample.shortSequences(32, Sizes.M1.vocab());
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        try (CausalLm model = Sizes.M1.open(1)) {
            double[] milliseconds =
                    IntStream.range(0, steps).mapToDouble(_ -> timed(model, groups)).toArray();
            double median = Contest.median(milliseconds);
            int tokens = groups.stream().mapToInt(TokenGroup::tokens).sum();
            System.out.printf(
                    Locale.ROOT,
                    "%.2f ms of CPU a step, %.0f tokens/s%n",
                    median,
                    1000 * tokens / median);
        }
    }

    private static double timed(CausalLm model, List<TokenGroup> groups) {
        long start = Contest.THREAD.getAsLong();
        step(model, groups);
        return (Contest.THREAD.getAsLong() - start) / 1e6;
    }

    /// Forward and backward of the summed log-probs; the gradients are dropped.
    static void step(CausalLm model, List<TokenGroup> groups) {
        try (var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(groups));
            logProbs.backward(logProbs.tokens().sum());
        }
        Gradients.clear(model.parameters().all().values());
    }
}
