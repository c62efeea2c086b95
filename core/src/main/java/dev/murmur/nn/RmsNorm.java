package dev.murmur.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Root-mean-square layer normalisation (Zhang and Sennrich 2019, arXiv 1910.07467, Eq. 4), without
/// centring.
public final class RmsNorm {
    private RmsNorm() {}

    /// @param x `[tokens, hidden]`
    /// @param weight `[hidden]`
    /// @param eps added to the mean square
    /// @return `[tokens, hidden]`
    public static Tensor apply(Tensor x, Tensor weight, double eps) {
        return torch.rms_norm(
                x,
                new long[] {weight.size(0)},
                new TensorOptional(weight),
                new DoubleOptional(eps));
    }
}
