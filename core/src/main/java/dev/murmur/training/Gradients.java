package dev.murmur.training;

import dev.murmur.tensor.Operators;
import dev.murmur.tensor.TensorScope;
import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The gradients that a backward pass left in a model's parameters. Parameters without one are
/// skipped.
public final class Gradients {
    /// As in PyTorch's `clip_grad_norm_`, so that a norm just below the limit is clipped alike.
    private static final double MARGIN = 1e-6;

    private Gradients() {}

    /// Scales all gradients down together so that their joint Euclidean norm is at most `maxNorm`.
    /// When the norm is infinite or not a number nothing changes: the caller must not take the
    /// step.
    ///
    /// @return the norm before clipping; 0 without gradients
    public static double clipNorm(Collection<Tensor> parameters, double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException(
                    "max_grad_norm is " + maxNorm + ", must be > 0 (1.0 is usual)");
        }
        try (var _ = new TensorScope();
                var _ = new NoGradGuard()) {
            List<Tensor> gradients = of(parameters);
            double norm = gradients.isEmpty() ? 0 : norm(gradients);
            double factor = maxNorm / (norm + MARGIN);
            if (Double.isFinite(norm) && factor < 1) {
                scale(gradients, factor);
            }
            return norm;
        }
    }

    /// Forgets every gradient and frees its memory.
    public static void clear(Collection<Tensor> parameters) {
        try (var _ = new TensorScope()) {
            for (Tensor parameter : parameters) {
                parameter.mutable_grad().put(new Tensor());
            }
        }
    }

    private static List<Tensor> of(Collection<Tensor> parameters) {
        return parameters.stream().map(Tensor::grad).filter(Tensor::defined).toList();
    }

    private static double norm(List<Tensor> gradients) {
        var each =
                Operators.call(
                        "aten::_foreach_norm",
                        "Scalar",
                        Operators.list(gradients),
                        new IValue(2.0),
                        Operators.none());
        Tensor norms = torch.stack(each.get(0).toTensorVector()); // [parameters]
        return norms.to(ScalarType.Double).norm().item_double();
    }

    private static void scale(List<Tensor> gradients, double factor) {
        Operators.call(
                "aten::_foreach_mul_", "Scalar", Operators.list(gradients), new IValue(factor));
    }
}
