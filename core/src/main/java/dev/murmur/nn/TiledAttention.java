package dev.murmur.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Attention by libtorch's general operators, with its graph's gradient and on any device; segments
/// lie side by side, with a mask where causal attention is not enough.
///
/// @param tiles of the layer
record TiledAttention(AttentionTiles tiles, AttentionScores scores) implements GroupAttention {
    @Override
    public Tensor apply(Tensor q, Tensor k, Tensor v) {
        var outputs = new TensorVector();
        for (AttentionTiles.Tile tile : tiles.tiles()) {
            Tensor out =
                    attend(
                            rows(q, tile.queries(), tile.rows(), tile.querySlots()),
                            rows(k, tile.keys(), tile.rows(), tile.keySlots()),
                            rows(v, tile.keys(), tile.rows(), tile.keySlots()),
                            tile.mask(),
                            scores); // [rows, heads, querySlots, headDim]
            outputs.push_back(
                    out.transpose(1, 2).reshape(tile.queries().size(0), q.size(1) * q.size(2)));
        }
        return gather(torch.cat(outputs), tiles.restore());
    }

    /// Attention in float32 where it is on a CPU, for which libtorch has no fast bfloat16 kernel,
    /// or capped.
    ///
    /// @param mask added to the scores; null for plain causal attention
    private static Tensor attend(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, AttentionScores scores) {
        ScalarType type = q.is_cpu() || scores.cap() != null ? ScalarType.Float : q.scalar_type();
        Tensor queries = q.to(type);
        Tensor keys = k.to(type);
        Tensor values = v.to(type);
        SoftCap cap = scores.cap();
        Tensor out =
                cap == null
                        ? fused(queries, keys, values, mask, scores.scale())
                        : capped(queries, keys, values, mask, scores.scale(), cap);
        return out.to(q.scalar_type());
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
        boolean shared = q.size(1) != k.size(1);
        return torch.scaled_dot_product_attention(
                q,
                k,
                v,
                mask == null ? new TensorOptional() : new TensorOptional(mask.to(q.scalar_type())),
                0.0,
                mask == null,
                new DoubleOptional(scale),
                shared);
    }

    /// Spelled out, since libtorch's fused attention knows no cap; query heads that share keys lie
    /// one below the other.
    private static Tensor capped(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale, SoftCap cap) {
        long queries = q.size(2);
        Tensor stacked =
                q.mul(new Scalar(scale))
                        .reshape(
                                q.size(0), k.size(1), -1,
                                q.size(3)); // [rows, kvHeads, shared * queries, headDim]
        Tensor products = cap.apply(stacked.matmul(k.transpose(2, 3)));
        Tensor byHead = products.view(q.size(0), q.size(1), queries, k.size(2));
        Tensor weights =
                byHead.add(mask == null ? causal(q) : mask)
                        .softmax(3); // [rows, heads, queries, keys]
        return weights.view(q.size(0), k.size(1), -1, k.size(2))
                .matmul(v)
                .view(q.size(0), q.size(1), queries, -1);
    }

    private static Tensor causal(Tensor queries) {
        long slots = queries.size(2);
        return queries.new_full(new long[] {slots, slots}, new Scalar(Double.NEGATIVE_INFINITY))
                .triu(1);
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
