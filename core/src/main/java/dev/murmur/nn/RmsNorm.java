package dev.murmur.nn;

import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Root-mean-square layer normalisation (Zhang and Sennrich 2019, arXiv 1910.07467, Eq. 4), without
/// centring, in float32 inside.
///
/// @param weight what the last dimension is multiplied by: `[size]`
/// @param eps added to the mean square
/// @param unitOffset whether the weight is one less than the factor, as Gemma stores it
public record RmsNorm(Tensor weight, double eps, boolean unitOffset) {
    /// @param x `[..., size]`
    /// @return the same shape and dtype
    public Tensor apply(Tensor x) {
        if (!unitOffset) {
            return normalized(x, weight);
        }
        // Added in float32: in bfloat16 the sum would lose half of the weight's digits.
        Tensor factor = weight.to(ScalarType.Float).add(Tensors.ONE);
        return normalized(x.to(ScalarType.Float), factor).to(x.scalar_type());
    }

    private Tensor normalized(Tensor x, Tensor factor) {
        return torch.rms_norm(
                x,
                new long[] {factor.size(0)},
                new TensorOptional(factor),
                new DoubleOptional(eps));
    }
}
