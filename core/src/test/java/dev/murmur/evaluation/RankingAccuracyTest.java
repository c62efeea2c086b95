package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingAccuracyTest {
    @Test
    void averagesTheShareOfRightPairsOverPrompts() {
        // 3 of 3 pairs right; 1 of 2 (the third pair ties in rank): mean of 1 and 0.5
        RankingAccuracy accuracy =
                RankingAccuracy.of(
                        List.of(new double[] {3, 2, 1}, new double[] {2, 3, 1}),
                        List.of(new double[] {1, 2, 3}, new double[] {1, 2, 2}));
        assertThat(accuracy.mean()).isEqualTo(0.75);
        assertThat(accuracy.se()).isEqualTo(0.25);
        assertThat(accuracy.prompts()).isEqualTo(2);
        assertThat(accuracy.pairs()).isEqualTo(5);
    }

    @Test
    void equalScoresAreWrongAndPromptsWithoutPairsDoNotCount() {
        RankingAccuracy accuracy =
                RankingAccuracy.of(
                        List.of(new double[] {1, 1}, new double[] {5, 1}, new double[] {2, 1}),
                        List.of(new double[] {1, 2}, new double[] {1, 1}, new double[] {1, 2}));
        assertThat(accuracy.mean()).isEqualTo(0.5);
        assertThat(accuracy.prompts()).isEqualTo(2);
    }

    @Test
    void unequalLengthsAreRefused() {
        assertThatThrownBy(() -> RankingAccuracy.of(List.of(new double[2]), List.of(new double[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores and ranks must come in pairs, got 2 and 3");
    }
}
