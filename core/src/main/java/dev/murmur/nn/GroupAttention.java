package dev.murmur.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Grouped-query attention over packed prompt groups: replies attend to their prompt's keys and
/// values, which were computed once; gradients of all replies add up in them.
public final class GroupAttention {
    private GroupAttention() {}

    /// @param q rotated queries: `[tokens, heads, headDim]`
    /// @param k rotated keys: `[tokens, kvHeads, headDim]`
    /// @param v values: `[tokens, kvHeads, headDim]`
    /// @return `[tokens, heads * headDim]`
    public static Tensor apply(Tensor q, Tensor k, Tensor v, AttentionPlan plan) {
        var outputs = new TensorVector();
        for (AttentionPlan.Tile tile : plan.tiles()) {
            Tensor out =
                    attend(
                            rows(q, tile.queries(), tile.rows(), tile.querySlots()),
                            rows(k, tile.keys(), tile.rows(), tile.keySlots()),
                            rows(v, tile.keys(), tile.rows(), tile.keySlots()),
                            tile.mask()); // [rows, heads, querySlots, headDim]
            outputs.push_back(
                    out.transpose(1, 2).reshape(tile.queries().size(0), q.size(1) * q.size(2)));
        }
        return gather(torch.cat(outputs), plan.restore());
    }

    /// Scaled dot-product attention, in float32 whatever the inputs: on CPUs libtorch has no fast
    /// bfloat16 kernel.
    ///
    /// @param mask added to the scores; null for plain causal attention
    static Tensor attend(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        boolean shared = q.size(1) != k.size(1);
        Tensor out =
                torch.scaled_dot_product_attention(
                        q.to(ScalarType.Float),
                        k.to(ScalarType.Float),
                        v.to(ScalarType.Float),
                        mask == null ? new TensorOptional() : new TensorOptional(mask),
                        0.0,
                        mask == null,
                        new DoubleOptional(),
                        shared);
        return out.to(q.scalar_type());
    }

    private static Tensor rows(Tensor x, Tensor index, int rows, int slots) {
        long heads = x.size(1);
        long headDim = x.size(2);
        return gather(x.reshape(x.size(0), heads * headDim), index)
                .view(rows, slots, heads, headDim)
                .transpose(1, 2); // [rows, heads, slots, headDim]
    }

    /// Rows of a matrix. An embedding look-up does it because its backward adds rows up several
    /// times faster than that of `index_select`.
    private static Tensor gather(Tensor matrix, Tensor index) {
        return torch.embedding(matrix, index);
    }
}
