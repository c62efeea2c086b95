package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {
    private static final AdamWSettings PLAIN = new AdamWSettings(0.9, 0.95, 1e-8, 0);

    @Test
    void firstStepMovesEveryNumberByTheLearningRate() {
        // after bias correction the first update is gradient / |gradient|
        try (var _ = new TensorScope();
                var model = new Model(PLAIN, 1, -2)) {
            model.learn(0.1, 5, -0.3f);

            assertThat(model.weights()).containsExactly(new double[] {0.9, -1.9}, within(1e-6));
        }
    }

    @Test
    void matricesDecayAndVectorsDoNot() {
        try (var _ = new TensorScope()) {
            Tensor matrix = Tensors.floats(4).view(1, 1);
            matrix.set_requires_grad(true);
            Tensor vector = parameter(4);
            var parameters = new TreeMap<>(Map.of("matrix", matrix, "vector", vector));
            try (var optimizer = new AdamW(new AdamWSettings(0.9, 0.95, 1e-8, 0.5), parameters)) {
                matrix.mutable_grad().put(Tensors.floats(0).view(1, 1));
                vector.mutable_grad().put(Tensors.floats(0));

                optimizer.step(0.1);

                assertThat(matrix.item_double()).isCloseTo(4 * (1 - 0.1 * 0.5), within(1e-6));
                assertThat(vector.item_double()).isEqualTo(4);
            }
        }
    }

    @Test
    void clearsTheGradientsItUsed() {
        try (var _ = new TensorScope();
                var model = new Model(PLAIN, 1)) {
            model.learn(0.1, 1);

            assertThat(model.parameter.grad().defined()).isFalse();
        }
    }

    @Test
    void aSavedStateContinuesTheRunBitForBit() {
        try (var _ = new TensorScope();
                var straight = new Model(PLAIN, 1, 2);
                var resumed = new Model(PLAIN, 9, 9)) {
            straight.learn(0.1, 0.3f, -4);
            resumed.copy(straight);

            straight.learn(0.05, -1, 2);
            resumed.learn(0.05, -1, 2);

            assertThat(resumed.weights()).isEqualTo(straight.weights());
        }
    }

    @Test
    void stateOutlivesTheScopeItWasMadeIn() {
        try (var _ = new TensorScope()) {
            Tensor weight = parameter(1);
            AdamW optimizer;
            try (var _ = new TensorScope()) {
                optimizer = new AdamW(PLAIN, Map.of("w", weight));
            }

            assertThat(optimizer.state().values()).noneMatch(t -> t.isNull());
            optimizer.close();
            assertThat(optimizer.state().values()).allMatch(t -> t.isNull());
        }
    }

    @Test
    void stepsLeaveNoNativeObjectBehind() {
        try (var _ = new TensorScope();
                var model = new Model(PLAIN, 1, 2)) {
            model.learnClipped();
            long before = Pointer.totalCount();

            for (int step = 0; step < 100; step++) {
                model.learnClipped();
            }

            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void closingFreesTheState() {
        try (var _ = new TensorScope()) {
            Tensor weight = parameter(1);
            new AdamW(PLAIN, Map.of("w", weight)).close();
            long before = Pointer.totalCount();

            new AdamW(PLAIN, Map.of("w", weight)).close();

            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void refusesAStepWithoutGradients() {
        try (var _ = new TensorScope();
                var model = new Model(PLAIN, 1)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> model.optimizer.step(0.1))
                    .withMessage("no parameter has a gradient: backward must come before the step");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-5, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALearningRateThatIsNoNumberFromZero(double learningRate) {
        try (var _ = new TensorScope();
                var model = new Model(PLAIN, 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.learn(learningRate, 1))
                    .withMessage("learning rate is " + learningRate + ", must be a number >= 0");
        }
    }

    @Test
    void refusesParametersOfFewerBits() {
        try (var _ = new TensorScope()) {
            Tensor half = parameter(1).detach().to(ScalarType.BFloat16);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AdamW(PLAIN, Map.of("w", half)))
                    .withMessage(
                            "w has dtype BFloat16, expected Float: small updates vanish in fewer"
                                    + " bits");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0 | 0.95 | 1e-8 | 0  | optimizer.beta1 is 1.0, must be in [0, 1) (0.9 is usual)",
                "0.9 | -0.1 | 1e-8 | 0  | optimizer.beta2 is -0.1, must be in [0, 1) (0.95 or 0.999 is usual)",
                "0.9 | 0.95 | 0    | 0  | optimizer.epsilon is 0.0, must be > 0 (1e-8 is usual)",
                "0.9 | 0.95 | 1e-8 | -1 | optimizer.weight_decay is -1.0, must be >= 0 (0 to 0.1 is usual)",
            })
    void refusesConstantsOutOfRange(
            double beta1, double beta2, double epsilon, double weightDecay, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdamWSettings(beta1, beta2, epsilon, weightDecay))
                .withMessage(message);
    }

    private static Tensor parameter(float... values) {
        Tensor parameter = Tensors.floats(values);
        parameter.set_requires_grad(true);
        return parameter;
    }

    /// One vector `w` and its optimiser.
    private static final class Model implements AutoCloseable {
        private final Tensor parameter;
        private final AdamW optimizer;

        Model(AdamWSettings settings, float... weights) {
            parameter = parameter(weights);
            optimizer = new AdamW(settings, Map.of("w", parameter));
        }

        void learn(double learningRate, float... gradient) {
            parameter.mutable_grad().put(Tensors.floats(gradient));
            optimizer.step(learningRate);
        }

        void learnClipped() {
            try (var _ = new TensorScope()) {
                parameter.mutable_grad().put(Tensors.floats(0.5f, 0.5f));
            }
            Gradients.clipNorm(List.of(parameter), 0.1);
            optimizer.step(0.01);
        }

        double[] weights() {
            return Tensors.toDoubles(parameter);
        }

        void copy(Model other) {
            parameter.detach().copy_(other.parameter.detach());
            var state = optimizer.state();
            other.optimizer.state().forEach((name, saved) -> state.get(name).copy_(saved));
        }

        @Override
        public void close() {
            optimizer.close();
        }
    }
}
