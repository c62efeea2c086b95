package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void standardErrorIsSampleDeviationOverRootOfN() {
        // mean 3, squared deviations 4 + 0 + 4 = 8, variance 8 / 2 = 4, error 2 / sqrt(3)
        Estimate estimate = Estimate.of(new double[] {1, 3, 5});
        assertThat(estimate.mean()).isEqualTo(3);
        assertThat(estimate.se()).isCloseTo(2 / Math.sqrt(3), within(1e-15));
    }

    @Test
    void oneValueHasNoStandardError() {
        assertThatThrownBy(() -> Estimate.of(new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a standard error needs at least 2 values, got 1");
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() {
        assertThatThrownBy(() -> Estimate.of(new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an estimate of NaN +- NaN is not finite");
    }
}
