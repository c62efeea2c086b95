package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
    private final TensorScope scope = new TensorScope();
    private final Tensor a = parameterWithGradient(3);
    private final Tensor b = parameterWithGradient(0, 4);
    private final Tensor without = parameter(1);
    private final List<Tensor> parameters = List.of(a, b, without);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void scalesAllGradientsToTheirJointNorm() {
        double norm = Gradients.clipNorm(parameters, 1);

        assertThat(norm).isCloseTo(5, within(1e-6)); // 3, 4, 5
        assertThat(gradient(a)).containsExactly(new double[] {0.6}, within(1e-6));
        assertThat(gradient(b)).containsExactly(new double[] {0, 0.8}, within(1e-6));
        assertThat(without.grad().defined()).isFalse();
    }

    @Test
    void leavesSmallGradientsAlone() {
        double norm = Gradients.clipNorm(parameters, 10);

        assertThat(norm).isCloseTo(5, within(1e-6));
        assertThat(gradient(b)).containsExactly(0, 4);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void reportsANormThatIsNoNumberAndAppliesNothing(float wrong) {
        a.mutable_grad().put(Tensors.floats(wrong));

        double norm = Gradients.clipNorm(parameters, 1);

        assertThat(Double.compare(norm, wrong)).isZero();
        assertThat(gradient(b)).containsExactly(0, 4);
    }

    @Test
    void forgetsEveryGradient() {
        Gradients.clear(parameters);

        assertThat(parameters).noneMatch(p -> p.grad().defined());
        assertThat(Gradients.clipNorm(parameters, 1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void refusesALimitThatIsNotPositive(double maxNorm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gradients.clipNorm(parameters, maxNorm))
                .withMessage("max_grad_norm is " + maxNorm + ", must be > 0 (1.0 is usual)");
    }

    private static Tensor parameter(float... values) {
        Tensor parameter = Tensors.floats(values);
        parameter.set_requires_grad(true);
        return parameter;
    }

    private static Tensor parameterWithGradient(float... gradient) {
        Tensor parameter = parameter(gradient);
        parameter.mutable_grad().put(Tensors.floats(gradient));
        return parameter;
    }

    private static double[] gradient(Tensor parameter) {
        return Tensors.toDoubles(parameter.grad());
    }
}
