package dev.murmur.objective;

import dev.murmur.data.TokenBudget;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;

/// How likely a model finds given replies: the reference of preference losses, and both sides of a
/// KL estimate.
///
/// @param maxTokens tokens of one forward pass
public record LogProbScorer(CausalLm model, int maxTokens) {
    /// @param what names the work for progress
    /// @return for each group, in order, the summed log-prob of each reply's counted tokens, nats
    public double[][] score(List<TokenGroup> groups, String what, RunContext context) {
        var sums = new double[groups.size()][];
        try (Progress.Task task = context.progress().start(what, groups.size(), "prompts");
                var _ = new InferenceMode()) {
            for (int[] indices : TokenBudget.packByLength(groups, maxTokens)) {
                if (context.stop().requested()) {
                    throw new StoppedException("stopped while computing log-probs");
                }
                scoreBatch(groups, indices, sums);
                task.advance(indices.length, "");
            }
        }
        return sums;
    }

    private void scoreBatch(List<TokenGroup> groups, int[] indices, double[][] sums) {
        try (var _ = new TensorScope()) {
            List<TokenGroup> picked = Arrays.stream(indices).mapToObj(groups::get).toList();
            double[] flat = Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(picked)).sums());
            int at = 0;
            for (int i : indices) {
                int replies = groups.get(i).replies().size();
                sums[i] = Arrays.copyOfRange(flat, at, at + replies);
                at += replies;
            }
        }
    }
}
