package dev.murmur.nn;

import dev.murmur.tensor.Device;
import org.bytedeco.pytorch.Tensor;

/// Grouped-query attention of one layer over packed prompt groups: replies attend to their prompt's
/// keys and values, which were computed once; gradients of all replies add up in them.
@FunctionalInterface
public interface GroupAttention {
    /// @param q rotated queries: `[tokens, heads, headDim]`
    /// @param k rotated keys: `[tokens, kvHeads, headDim]`
    /// @param v values: `[tokens, kvHeads, headDim]`
    /// @return `[tokens, heads * headDim]`
    Tensor apply(Tensor q, Tensor k, Tensor v);

    /// Attention in which a token sees only the last tokens before it.
    ///
    /// @param window how many a token sees, itself included, counted in its own sequence (a reply's
    ///   goes back into its prompt); at least 1
    /// @param device of queries, keys and values
    /// @param byGraph whether libtorch's graph differentiates it
    static GroupAttention of(
            AttentionPlan plan,
            AttentionScores scores,
            int window,
            Device device,
            boolean byGraph) {
        boolean direct = device.equals(Device.CPU) && !byGraph;
        return direct && scores.cap() == null && plan.fits(window)
                ? new SegmentAttention(plan, scores.scale())
                : new TiledAttention(AttentionTiles.of(plan, window).to(device), scores);
    }
}
