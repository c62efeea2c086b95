package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// The gradient of a scalar function of a float64 vector, in two ways.
final class GradientCheck {
    private static final double STEP = 1e-5;

    private GradientCheck() {}

    static double[] byAutograd(UnaryOperator<Tensor> function, double[] at) {
        Tensor x = Tensors.doubles(at);
        x.set_requires_grad(true);
        function.apply(x).backward();
        return Tensors.toDoubles(x.grad());
    }

    static double[] byCentralDifferences(UnaryOperator<Tensor> function, double[] at) {
        var gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            gradient[i] =
                    (moved(function, at, i, STEP) - moved(function, at, i, -STEP)) / (2 * STEP);
        }
        return gradient;
    }

    private static double moved(UnaryOperator<Tensor> function, double[] at, int i, double step) {
        double[] moved = at.clone();
        moved[i] += step;
        return function.apply(Tensors.doubles(moved)).item_double();
    }
}
