package dev.murmur.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Keeps numbers within a limit, smoothly: `limit tanh(x / limit)` (Gemma 2, arXiv 2408.00118,
/// section 2).
///
/// @param limit of the absolute value, `> 0`
public record SoftCap(double limit) {
    public SoftCap {
        if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a soft cap of " + limit + ", must be > 0");
        }
    }

    /// @param x of any shape
    /// @return as shaped
    public Tensor apply(Tensor x) {
        return x.div(new Scalar(limit)).tanh().mul(new Scalar(limit));
    }

    /// The derivative, from what [#apply] returned.
    ///
    /// @param capped of any shape
    /// @return as shaped
    public Tensor slope(Tensor capped) {
        return capped.div(new Scalar(limit)).square().neg().add(new Scalar(1.0));
    }
}
