package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelationTest {
    @Test
    void equalsTheValueByHand() {
        // x - 2 = (-1, 0, 1), y - 2 = (-1, 1, 0): xy = 1, xx = yy = 2
        assertThat(Correlation.of(new double[] {1, 2, 3}, new double[] {1, 3, 2}).orElseThrow())
                .isCloseTo(0.5, within(1e-15));
    }

    @Test
    void aLineHasCorrelationOneAndItsMirrorMinusOne() {
        double[] x = {1, 2, 4, 7};
        assertThat(Correlation.of(x, new double[] {5, 7, 11, 17}).orElseThrow()).isEqualTo(1);
        assertThat(Correlation.of(x, new double[] {-1, -2, -4, -7}).orElseThrow()).isEqualTo(-1);
    }

    @Test
    void aConstantOrASinglePairHasNone() {
        assertThat(Correlation.of(new double[] {1, 2}, new double[] {3, 3})).isEmpty();
        assertThat(Correlation.of(new double[] {1}, new double[] {3})).isEmpty();
    }

    @Test
    void unequalLengthsAreRefused() {
        assertThatThrownBy(() -> Correlation.of(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x and y must come in pairs, got 2 and 3");
    }
}
