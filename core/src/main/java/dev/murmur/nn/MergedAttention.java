package dev.murmur.nn;

import dev.murmur.tensor.Operators;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Attention to one of several sets of keys, with what it takes to merge it with attention to
/// another: as if there had been one softmax over both (the idea of FlashDecoding and Hydragen,
/// Juravsky et al. 2024, arXiv 2402.05099, Eq. 5). Float32, on CPUs, without gradient.
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
        return of(q, k, v, mask, false, scale);
    }

    /// The same without a mask.
    ///
    /// @param causal whether a query sees only the keys up to its own, of which there are as many
    ///   then
    static MergedAttention of(Tensor q, Tensor k, Tensor v, boolean causal, double scale) {
        return of(q, k, v, null, causal, scale);
    }

    private static MergedAttention of(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, boolean causal, double scale) {
        IValueVector results =
                Operators.call(
                        "aten::_scaled_dot_product_flash_attention_for_cpu",
                        "",
                        new IValue(q),
                        new IValue(k),
                        new IValue(v),
                        new IValue(0.0), // dropout
                        new IValue(causal),
                        mask == null ? Operators.none() : new IValue(mask),
                        new IValue(scale));
        return new MergedAttention(Operators.tensor(results, 0), Operators.tensor(results, 1));
    }

    /// Attention to both sets of keys: `[batch, heads, queries, headDim]`.
    public Tensor with(MergedAttention other) {
        return output.lerp(other.output, shareOf(other));
    }

    /// Becomes attention to both sets of keys.
    void absorb(MergedAttention other) {
        output.lerp_(other.output, shareOf(other));
        logSum.copy_(logSum.logaddexp(other.logSum));
    }

    private Tensor shareOf(MergedAttention other) {
        return other.logSum.sub(logSum).sigmoid().unsqueeze(3);
    }

    /// Gradients of what went in, shaped alike.
    record Gradients(Tensor q, Tensor k, Tensor v) {}

    /// The gradients through one set of keys, where this is attention to all sets.
    ///
    /// @param gradient of the output
    Gradients backward(
            Tensor gradient, Tensor q, Tensor k, Tensor v, boolean causal, double scale) {
        IValueVector results =
                Operators.call(
                        "aten::_scaled_dot_product_flash_attention_for_cpu_backward",
                        "",
                        new IValue(gradient),
                        new IValue(q),
                        new IValue(k),
                        new IValue(v),
                        new IValue(output),
                        new IValue(logSum),
                        new IValue(0.0), // dropout
                        new IValue(causal),
                        Operators.none(), // mask
                        new IValue(scale));
        return new Gradients(
                Operators.tensor(results, 0),
                Operators.tensor(results, 1),
                Operators.tensor(results, 2));
    }
}
