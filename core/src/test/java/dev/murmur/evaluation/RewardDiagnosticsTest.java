package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.evaluation.RewardDiagnostics.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewardDiagnosticsTest {
    @Test
    void aRewardThatIsLengthKnowsNothingElse() {
        RewardDiagnostics found =
                RewardDiagnostics.of(
                        List.of(
                                new Pair(20, 120, 100),
                                new Pair(-50, 50, 100),
                                new Pair(5, 105, 100)));
        assertThat(found.lengthCorrelation()).isCloseTo(1, within(1e-12));
        assertThat(found.longerBetter()).isEqualTo(new RewardDiagnostics.Part(2, 1.0, 0.0));
        assertThat(found.shorterBetter()).isEqualTo(new RewardDiagnostics.Part(1, 0.0, null));
        assertThat(found.lengthMatched()).isEqualTo(new RewardDiagnostics.Part(1, 1.0, null));
    }

    /// Three of four right: sqrt(0.75 * 0.25 * 4 / 3 / 4).
    @Test
    void anAccuracyHasItsError() {
        RewardDiagnostics.Part matched =
                RewardDiagnostics.of(
                                List.of(
                                        new Pair(1, 9, 9),
                                        new Pair(2, 9, 9),
                                        new Pair(-1, 9, 9),
                                        new Pair(1, 9, 9)))
                        .lengthMatched();
        assertThat(matched.accuracy()).isEqualTo(0.75);
        assertThat(matched.se()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void whatNeverVariesHasNoCorrelation() {
        assertThat(RewardDiagnostics.of(List.of(new Pair(1, 7, 7))).lengthCorrelation()).isNull();
        assertThat(RewardDiagnostics.of(List.of(new Pair(0, 7, 5))).lengthCorrelation()).isNull();
        assertThat(RewardDiagnostics.of(List.of(new Pair(1, 7, 7))).longerBetter().accuracy())
                .isNull();
    }

    /// Three of four right where it says three of four.
    @Test
    void aCalibratedRewardHasNoError() {
        double threeOfFour = Math.log(3);
        RewardDiagnostics found =
                RewardDiagnostics.of(
                        List.of(
                                new Pair(threeOfFour, 1, 1),
                                new Pair(threeOfFour, 1, 1),
                                new Pair(threeOfFour, 1, 1),
                                new Pair(-threeOfFour, 1, 1)));
        assertThat(found.calibrationError()).isCloseTo(0, within(1e-12));
        assertThat(found.calibration()).hasSize(1);
        assertThat(found.calibration().getFirst().confidence()).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void aRewardThatIsTooSureHasOne() {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < 10; i++) {
            pairs.add(new Pair(i < 6 ? 50 : -50, 1, 1));
        }
        assertThat(RewardDiagnostics.of(pairs).calibrationError()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void noPairIsRefused() {
        assertThatThrownBy(() -> RewardDiagnostics.of(List.of())).hasMessageContaining("no pair");
    }
}
