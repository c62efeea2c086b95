package dev.murmur.nn;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
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
        Tensor y = own(x);
        return addition == null ? y : addition.addTo(y, x);
    }

    /// Without the addition.
    private Tensor own(Tensor x) {
        List<Tensor> all = bias == null ? List.of(x, weight) : List.of(x, weight, bias);
        if (Tape.graphOf(all)) {
            return bias == null
                    ? torch.linear(x, weight)
                    : torch.linear(x, weight, new TensorOptional(bias));
        }
        Tensor y;
        try (var _ = new NoGradGuard()) {
            y = Products.linear(x, weight, bias);
        }
        return Tape.result(
                y,
                all,
                keeper -> {
                    Tensor kept = keeper.keep(x);
                    return dy -> backward(kept, dy);
                });
    }

    /// @param dy `[rows, out]`
    private void backward(Tensor x, Tensor dy) {
        if (x.requires_grad()) {
            Tape.pass(x, Products.product(dy, weight));
        }
        if (weight.requires_grad()) {
            Tape.learn(weight, Products.transposedProduct(dy, x));
        }
        if (bias != null && bias.requires_grad()) {
            Tape.learn(bias, dy.sum(0));
        }
    }
}
