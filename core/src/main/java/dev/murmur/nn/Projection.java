package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;

/// A linear map of every token.
public sealed interface Projection permits Linear, PackedLinear {
    /// @param x `[tokens, in]`
    /// @return `[tokens, out]`, of x's dtype
    Tensor apply(Tensor x);
}
