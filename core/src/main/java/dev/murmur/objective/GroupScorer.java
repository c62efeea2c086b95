package dev.murmur.objective;

import dev.murmur.data.TokenBudget;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.tensor.Threads;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;

/// Numbers of many groups, each prompt computed once, batched by length under a token budget and
/// without gradient.
///
/// @param numbers of some groups, one after the other: `[numbers]`
/// @param count of what a group has numbers for, replies or tokens; each has as many
/// @param maxTokens tokens of one forward pass
/// @param workers batches that run side by side
record GroupScorer(
        Function<List<TokenGroup>, Tensor> numbers,
        ToIntFunction<TokenGroup> count,
        int maxTokens,
        int workers) {
    /// @param what names the work for progress
    /// @return for each group, in order, its numbers
    List<double[]> score(List<TokenGroup> groups, String what, RunContext context) {
        var results = new double[groups.size()][];
        List<int[]> batches = TokenBudget.packByLength(groups, maxTokens);
        try (Progress.Task task = context.progress().start(what, groups.size(), "prompts")) {
            Threads.map(
                    batches,
                    workers,
                    indices -> scoreBatch(groups, indices, results),
                    indices -> {
                        task.advance(indices.length, "");
                        if (context.stop().requested()) {
                            throw new StoppedException(
                                    "stopped in '" + what + "'; nothing of it is kept");
                        }
                    });
        }
        return Arrays.asList(results);
    }

    private int[] scoreBatch(List<TokenGroup> groups, int[] indices, double[][] results) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            List<TokenGroup> picked = Arrays.stream(indices).mapToObj(groups::get).toList();
            double[] flat = Tensors.toDoubles(numbers.apply(picked));
            int each = flat.length / picked.stream().mapToInt(count).sum();
            int at = 0;
            for (int i = 0; i < indices.length; i++) {
                int end = at + each * count.applyAsInt(picked.get(i));
                results[indices[i]] = Arrays.copyOfRange(flat, at, end);
                at = end;
            }
        }
        return indices;
    }
}
