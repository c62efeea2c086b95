package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A linear layer: `x W^T + b`.
///
/// @param weight `[out, in]`
/// @param bias `[out]`; null for none
public record Linear(Tensor weight, @Nullable Tensor bias) {
    /// @param x `[tokens, in]`
    /// @return `[tokens, out]`
    public Tensor apply(Tensor x) {
        return bias == null
                ? torch.linear(x, weight)
                : torch.linear(x, weight, new TensorOptional(bias));
    }
}
