package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.tensor.Threads;
import java.util.List;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedLinearTest {
    @ParameterizedTest
    @ValueSource(ints = {40, 9000}) // narrow and wide layers have kernels of their own
    void eightBitsStayNearTheProduct(int outputs) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope();
                var packed = eightBits(outputs)) {
            for (int tokens : new int[] {1, 3, 64, 3}) {
                Tensor x = numbers(tokens, 32);
                double[] product = Tensors.toDoubles(x.matmul(numbers(outputs, 32).t()));
                double[] own = Tensors.toDoubles(packed.apply(x));
                double difference = 0;
                for (int i = 0; i < own.length; i++) {
                    difference += Math.abs(own[i] - product[i]) / own.length;
                }
                assertThat(difference).isLessThan(0.05);
            }
        }
    }

    @Test
    void aWideLayerInEightBitsServesBatchesSideBySide() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope();
                var packed = eightBits(9000)) {
            List<double[]> both =
                    Threads.sideBySide(
                            List.of(64, 64),
                            1,
                            tokens -> {
                                try (var _ = new InferenceMode(true);
                                        var _ = new TensorScope()) {
                                    return Tensors.toDoubles(packed.apply(numbers(tokens, 32)));
                                }
                            });
            assertThat(both.get(0)).isEqualTo(both.get(1));
        }
    }

    @Test
    void packingLeavesTheProcessItsSettings() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            Context context = torch.globalContext();
            torch.QEngine before = context.qEngine().intern();
            eightBits(9000).close();
            assertThat(context.qEngine().intern()).isEqualTo(before);
        }
    }

    private static PackedLinear eightBits(int outputs) {
        return PackedLinear.of(Compute.INT8, new Linear(numbers(outputs, 32), null));
    }

    /// Between -1 and 1.
    private static Tensor numbers(int rows, int columns) {
        var values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.37);
        }
        return Tensors.floats(values).view(rows, columns);
    }
}
