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

    /// Of [1, 3] with weights [3, 1]: mean 6 / 4; squares (3 * 0.5)^2 + 1.5^2 = 4.5; 2 / 1 of them
    /// over 4^2.
    @Test
    void aWeightedMeanHasTheErrorOfARatio() {
        Estimate estimate = Estimate.weighted(new double[] {1, 3}, new double[] {3, 1});
        assertThat(estimate.mean()).isEqualTo(1.5);
        assertThat(estimate.se()).isCloseTo(3 / 4.0, within(1e-15));
        Estimate equal = Estimate.weighted(new double[] {1, 3, 5}, new double[] {2, 2, 2});
        assertThat(equal.mean()).isEqualTo(3);
        assertThat(equal.se()).isCloseTo(2 / Math.sqrt(3), within(1e-15));
        assertThatThrownBy(() -> Estimate.weighted(new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
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
