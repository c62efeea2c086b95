package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WinRateTest {
    @Test
    void aTieCountsHalf() {
        double[] preferences =
                WinRate.preferences(new double[] {3, 1, 2, 5}, new double[] {1, 1, 4, 0});
        assertThat(preferences).containsExactly(1, 0.5, 0, 1);
        WinRate rate = WinRate.of(preferences);
        assertThat(rate.mean()).isEqualTo(0.625);
        assertThat(rate.wins()).isEqualTo(2);
        assertThat(rate.ties()).isEqualTo(1);
        assertThat(rate.losses()).isEqualTo(1);
        assertThat(rate.prompts()).isEqualTo(4);
        // squared deviations (9 + 1 + 25 + 9) / 64, over 3, over 4
        assertThat(rate.se()).isCloseTo(Math.sqrt(44 / 64.0 / 3 / 4), within(1e-15));
    }

    @Test
    void swappingTheSystemsGivesTheComplement() {
        double[] model = {1, 5, 2, 2, 9};
        double[] baseline = {0, 5, 3, 1, 1};
        WinRate rate = WinRate.of(WinRate.preferences(model, baseline));
        WinRate swapped = WinRate.of(WinRate.preferences(baseline, model));
        assertThat(swapped.mean()).isCloseTo(1 - rate.mean(), within(1e-15));
        assertThat(swapped.se()).isCloseTo(rate.se(), within(1e-15));
        assertThat(swapped.wins()).isEqualTo(rate.losses());
    }

    @Test
    void aScoreThatIsNotANumberIsRefusedRatherThanCountedAsATie() {
        assertThatThrownBy(() ->
                        WinRate.preferences(new double[] {1, Double.NaN}, new double[] {0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("judge score of the model 1 is NaN, must be finite");
    }

    @Test
    void otherPreferencesAreRefused() {
        assertThatThrownBy(() -> WinRate.of(new double[] {1, 0.7}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("preference 1 is 0.7, must be 0 (loss), 0.5 (tie) or 1 (win)");
    }
}
