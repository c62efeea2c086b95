package dev.murmur.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A low-rank addition to a linear layer, `x (scale B A)^T` (LoRA, Hu et al. 2021, arXiv
/// 2106.09685, section 4.1), computed beside the layer: its weight is neither changed nor copied.
///
/// @param a `[rank, in]`, float32
/// @param b `[out, rank]`, float32
/// @param scale dimensionless
public record LowRank(Tensor a, Tensor b, double scale) {
    /// @param y what the layer gives without it: `[tokens, out]`
    /// @param x what went into the layer: `[tokens, in]`
    /// @return `[tokens, out]`, summed in float32, of y's dtype
    Tensor addTo(Tensor y, Tensor x) {
        Tensor low = // [tokens, rank]
                torch.linear(x.to(a.scalar_type()), WeightGradients.leaf(a));
        Tensor added = torch.linear(low, WeightGradients.leaf(b)); // [tokens, out]
        return y.add(added, new Scalar(scale)).to(y.scalar_type());
    }

    /// The weight that gives the same without the addition.
    ///
    /// @param weight `[out, in]`
    /// @return a new tensor, float32, where the weight is: `[out, in]`
    public Tensor mergedInto(Tensor weight) {
        Tensor product = b.matmul(a).to(weight.device(), ScalarType.Float); // [out, in]
        return weight.to(ScalarType.Float).add(product, new Scalar(scale));
    }
}
