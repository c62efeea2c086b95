package dev.murmur.nn;

import dev.murmur.tensor.Operators;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Attention to one of several sets of keys, with what it takes to merge it with attention to
/// another: as if there had been one softmax over both (the idea of FlashDecoding and Hydragen,
/// Juravsky et al. 2024, arXiv 2402.05099, Eq. 5). Float32, without gradient.
///
/// @param output `[batch, heads, queries, headDim]`
/// @param logSum of the exponentials of the scores: `[batch, heads, queries]`
public record MergedAttention(Tensor output, Tensor logSum) {
    /// @param q `[batch, heads, queries, headDim]`
    /// @param k `[batch, heads, keys, headDim]`
    /// @param v likewise
    /// @param mask added to the scores, at least one key of each query is left; null for none:
    ///   `[batch, 1, 1, keys]`
    /// @param scale of the scores
    public static MergedAttention of(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale) {
        IValueVector results =
                Operators.call(
                        "aten::_scaled_dot_product_flash_attention_for_cpu",
                        "",
                        new IValue(q),
                        new IValue(k),
                        new IValue(v),
                        new IValue(0.0), // dropout
                        new IValue(false), // causal
                        mask == null ? Operators.none() : new IValue(mask),
                        new IValue(scale));
        return new MergedAttention(Operators.tensor(results, 0), Operators.tensor(results, 1));
    }

    /// Attention to both sets of keys: `[batch, heads, queries, headDim]`.
    public Tensor with(MergedAttention other) {
        Tensor share = other.logSum.sub(logSum).sigmoid().unsqueeze(3); // of the other's keys
        return output.lerp(other.output, share);
    }
}
