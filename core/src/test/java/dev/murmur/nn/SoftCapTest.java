package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SoftCapTest {
    @Test
    void smallNumbersPassLargeOnesStopAtTheLimit() {
        try (var _ = new TensorScope()) {
            Tensor capped = new SoftCap(30).apply(Tensors.doubles(0.01, -1000, 30));
            assertThat(Tensors.toDoubles(capped))
                    .containsExactly(
                            new double[] {0.01, -30, 30 * Math.tanh(1)}, Offset.offset(1e-6));
        }
    }

    @Test
    void theSlopeIsTheDerivative() {
        try (var _ = new TensorScope()) {
            var cap = new SoftCap(2.5);
            Tensor x = Tensors.doubles(-4, -0.3, 0, 1, 7).set_requires_grad(true);
            Tensor capped = cap.apply(x);
            capped.sum().backward();
            assertThat(Tensors.toDoubles(cap.slope(capped)))
                    .containsExactly(Tensors.toDoubles(new Tensor(x.grad())), Offset.offset(1e-12));
        }
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new SoftCap(0)).hasMessage("a soft cap of 0.0, must be > 0");
    }
}
