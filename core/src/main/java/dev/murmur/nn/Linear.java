package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A linear layer: `x W^T + b`.
///
/// @param weight `[out, in]`
/// @param bias `[out]`; null for none
/// @param addition of an adapter; null for none
public record Linear(Tensor weight, @Nullable Tensor bias, @Nullable LowRank addition)
        implements Projection {
    public Linear(Tensor weight, @Nullable Tensor bias) {
        this(weight, bias, null);
    }

    /// The same layer with an addition.
    public Linear with(LowRank added) {
        return new Linear(weight, bias, added);
    }

    /// The weight that gives the same without the addition, without gradient: `[out, in]`.
    Tensor merged() {
        Tensor own = weight.detach();
        return addition == null ? own : addition.mergedInto(own).detach();
    }

    @Override
    public Tensor apply(Tensor input) {
        Tensor x = Tape.cut(input);
        Tensor y = Tape.linear(x, weight, bias);
        return addition == null ? y : addition.addTo(y, x);
    }
}
