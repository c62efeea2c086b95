package dev.murmur.model;

import dev.murmur.tensor.TensorScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Float32 masters of weights that a model computes with in fewer bits: the optimiser moves them,
/// gradients of micro-batches add up in theirs, and they are what is saved. A step smaller than the
/// distance of two bfloat16 numbers would else leave a weight where it is (Micikevicius et al.
/// 2018, arXiv 1710.03740, section 3.1). Owns its tensors.
final class MasterWeights implements AutoCloseable {
    private final Map<String, Tensor> masters = new LinkedHashMap<>();

    /// @param master float32, owned by nobody else
    void add(String name, Tensor master) {
        masters.put(name, master.retainReference());
    }

    Map<String, Tensor> all() {
        return Collections.unmodifiableMap(masters);
    }

    /// Moves the gradients of the weights to their masters, adding to what is there.
    void collect(Map<String, Tensor> weights) {
        try (var _ = new TensorScope();
                var _ = new NoGradGuard()) {
            weights.forEach((name, weight) -> {
                if (weight.grad().defined()) {
                    add(weight.grad(), of(name));
                    weight.mutable_grad().put(new Tensor());
                }
            });
        }
    }

    private static void add(Tensor gradient, Tensor master) {
        if (master.grad().defined()) {
            master.mutable_grad().add_(gradient);
        } else {
            master.mutable_grad().put(gradient.to(ScalarType.Float));
        }
    }

    /// Rounds the masters to the weights.
    void publish(Map<String, Tensor> weights) {
        try (var _ = new NoGradGuard()) {
            weights.forEach((name, weight) -> weight.copy_(of(name)));
        }
    }

    private Tensor of(String name) {
        return Objects.requireNonNull(masters.get(name));
    }

    @Override
    public void close() {
        masters.values().forEach(Tensor::releaseReference);
        masters.clear();
    }
}
