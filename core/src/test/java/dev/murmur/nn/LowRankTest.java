package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LowRankTest {
    @Test
    void addsScaleTimesBTimesA() {
        try (var _ = new TensorScope()) {
            Tensor weight = Tensors.floats(1, 2, 3, 4).view(2, 2);
            var addition =
                    new LowRank(
                            Tensors.floats(1, -1).view(1, 2), Tensors.floats(3, 5).view(2, 1), 0.5);
            Tensor x = Tensors.floats(10, 4).view(1, 2);
            Linear adapted = new Linear(weight, null).with(addition);
            // W x = (18, 46); A x = 6; B A x / 2 = (9, 15)
            assertThat(Tensors.toDoubles(adapted.apply(x))).containsExactly(27, 61);
            assertThat(Tensors.toDoubles(addition.mergedInto(weight)))
                    .containsExactly(new double[] {2.5, 0.5, 5.5, 1.5}, Offset.offset(1e-6));
        }
    }
}
