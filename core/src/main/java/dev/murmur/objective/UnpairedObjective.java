package dev.murmur.objective;

import dev.murmur.loss.UnpairedFacts;
import dev.murmur.loss.UnpairedLoss;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Learning from labelled replies. The baseline that they share is found first, without gradient,
/// from all micro-batches of a step; then each micro-batch is run with it.
public record UnpairedObjective(CausalLm policy, UnpairedLoss loss)
        implements Objective<LabelledExample> {
    @Override
    public double items(LabelledExample example) {
        return 1;
    }

    /// A micro-batch that is a whole batch.
    @Override
    public Evaluated evaluate(List<LabelledExample> examples) {
        return over(List.of(examples)).evaluate(examples);
    }

    @Override
    public Objective<LabelledExample> over(List<List<LabelledExample>> microBatches) {
        double sum = 0;
        long desirable = 0;
        int replies = 0;
        for (List<LabelledExample> batch : microBatches) {
            sum += Arrays.stream(baseline(batch)).sum();
            desirable += batch.stream().filter(LabelledExample::desirable).count();
            replies += batch.size();
        }
        return new Step(this, sum / replies, (double) desirable / replies);
    }

    /// The objective for one optimiser step.
    private record Step(UnpairedObjective whole, double meanLogRatio, double desirableShare)
            implements Objective<LabelledExample> {
        @Override
        public double items(LabelledExample example) {
            return whole.items(example);
        }

        @Override
        public Evaluated evaluate(List<LabelledExample> examples) {
            List<ReferencedReply> own = examples.stream().map(LabelledExample::own).toList();
            ReplyLogProbs logProbs = whole.logProbs(own);
            var facts =
                    new UnpairedFacts(labels(examples), tokens(own), meanLogRatio, desirableShare);
            return new Evaluated(
                    whole.loss.compute(logRatios(logProbs, own), facts), logProbs::backward);
        }
    }

    /// Log-ratios of the replies that the baseline is a mean of.
    private double[] baseline(List<LabelledExample> examples) {
        return switch (loss.baseline()) {
            case ZERO -> new double[0];
            case OWN -> constant(examples.stream().map(LabelledExample::own).toList());
            case MISMATCHED ->
                    constant(
                            examples.stream()
                                    .map(example -> Objects.requireNonNull(example.mismatched()))
                                    .toList());
        };
    }

    private double[] constant(List<ReferencedReply> replies) {
        try (var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            return Tensors.toDoubles(logRatios(logProbs(replies), replies));
        }
    }

    private ReplyLogProbs logProbs(List<ReferencedReply> replies) {
        return policy.replyLogProbs(
                GroupBatch.of(replies.stream().map(ReferencedReply::group).toList()));
    }

    private static Tensor logRatios(ReplyLogProbs policy, List<ReferencedReply> replies) {
        Tensor sums = policy.sums(); // [replies]
        double[] reference = replies.stream().mapToDouble(ReferencedReply::reference).toArray();
        return sums.sub(Tensors.like(sums, reference));
    }

    private static boolean[] labels(List<LabelledExample> examples) {
        var labels = new boolean[examples.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = examples.get(i).desirable();
        }
        return labels;
    }

    private static int[] tokens(List<ReferencedReply> replies) {
        return replies.stream()
                .mapToInt(reply -> reply.group().replies().getFirst().countedTokens())
                .toArray();
    }
}
