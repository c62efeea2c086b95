package dev.murmur.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    @Test
    void callsAnOperatorThatHasNoMethodAndSharesItsTensors() {
        try (var _ = new TensorScope()) {
            var a = Tensors.floats(1, 2);
            var b = Tensors.floats(3);

            Operators.call(
                    "aten::_foreach_mul_",
                    "Scalar",
                    Operators.list(List.of(a, b)),
                    new IValue(2.0));

            assertThat(Tensors.toDoubles(a)).containsExactly(2, 4);
            assertThat(Tensors.toDoubles(b)).containsExactly(6);
        }
    }

    @Test
    void namesAnOperatorThatDoesNotExist() {
        assertThatThrownBy(() -> Operators.call("aten::_no_such_operator", ""))
                .hasMessageContaining("aten::_no_such_operator");
    }
}
