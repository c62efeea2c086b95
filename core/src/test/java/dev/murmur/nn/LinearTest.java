package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LinearTest {
    @Test
    void multipliesByTheTransposedWeightAndAddsTheBias() {
        try (var _ = new TensorScope()) {
            Tensor x = Tensors.doubles(1, 2).view(1, 2);
            Tensor weight = Tensors.doubles(1, 10, 100, 1000, 5, 7).view(3, 2);
            assertThat(Tensors.toDoubles(new Linear(weight, null).apply(x)))
                    .containsExactly(21, 2100, 19);
            assertThat(Tensors.toDoubles(new Linear(weight, Tensors.doubles(1, 2, 3)).apply(x)))
                    .containsExactly(22, 2102, 22);
        }
    }
}
