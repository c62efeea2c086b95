package dev.murmur.nn;

import dev.murmur.tensor.OneDnn;
import dev.murmur.tensor.Operators;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Products of matrices without gradient.
///
/// On CPUs libtorch gives bfloat16 to oneDNN and float32 to its BLAS, here OpenBLAS, although
/// oneDNN multiplies float32 about twice as fast (`bench/README.md`) and its threads do not wait
/// spinning. So float32 is handed to oneDNN through the one operator that takes plain tensors,
/// `mkldnn::_linear_pointwise`. It has no backward pass; [Tape] gives it one.
public final class Products {
    private Products() {}

    /// `x w^T + b`.
    ///
    /// @param x `[rows, in]`
    /// @param weight `[out, in]`
    /// @param bias `[out]`; null for none
    /// @return `[rows, out]`
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        if (suitsOneDnn(x)) {
            return oneDnn(x, weight, bias);
        }
        return bias == null
                ? torch.linear(x, weight)
                : torch.linear(x, weight, new TensorOptional(bias));
    }

    /// `a b`.
    ///
    /// @param a `[rows, inner]`
    /// @param b `[inner, columns]`
    /// @return `[rows, columns]`
    public static Tensor product(Tensor a, Tensor b) {
        return suitsOneDnn(a) ? oneDnn(a, b.t(), null) : a.matmul(b);
    }

    /// `a^T b`, as the gradient of a weight is made of what came out of its layer and what went in.
    ///
    /// @param a `[inner, rows]`
    /// @param b `[inner, columns]`
    /// @return contiguous: `[rows, columns]`
    public static Tensor transposedProduct(Tensor a, Tensor b) {
        if (!suitsOneDnn(a)) {
            return a.t().matmul(b);
        }
        // oneDNN wants the left factor contiguous: the smaller one is copied.
        return a.size(1) < b.size(1)
                ? oneDnn(a.t(), b.t(), null)
                : oneDnn(b.t(), a.t(), null).t().contiguous();
    }

    private static boolean suitsOneDnn(Tensor x) {
        return OneDnn.isPresent()
                && x.is_cpu()
                && x.dim() == 2
                && x.scalar_type().intern() == ScalarType.Float;
    }

    private static Tensor oneDnn(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return Operators.tensor(
                Operators.call(OneDnn.LINEAR, "", new IValue(x), OneDnn.arguments(weight, bias)),
                0);
    }
}
