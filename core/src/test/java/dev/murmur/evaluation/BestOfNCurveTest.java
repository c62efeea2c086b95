package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import dev.murmur.data.KeyedRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BestOfNCurveTest {
    static final int[] SEEDS = IntStream.range(0, 200).toArray();

    @Test
    void expectedMaximumOfTwoByHand() {
        // pairs of {1, 2, 4}: maxima 2, 4, 4
        double[] scores = {4, 1, 2};
        assertThat(BestOfNCurve.expectedPick(2, scores, scores)).isCloseTo(10 / 3.0, within(1e-12));
    }

    @Test
    void theJudgeScoresTheReplyThatTheRewardPicks() {
        // of the pairs {a,b}, {a,c}, {b,c} with rewards 4, 1, 2 the picks are a, a, c
        assertThat(BestOfNCurve.expectedPick(2, new double[] {4, 1, 2}, new double[] {0, 9, 3}))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void bestOfOneIsTheMeanAndBestOfAllTheMaximum() {
        double[] scores = {3, -1, 7, 2};
        assertThat(BestOfNCurve.expectedPick(1, scores, scores)).isCloseTo(2.75, within(1e-12));
        assertThat(BestOfNCurve.expectedPick(4, scores, scores)).isCloseTo(7, within(1e-12));
    }

    @Test
    void repliesThatTieAreEquallyLikelyToBePicked() {
        assertThat(BestOfNCurve.expectedPick(3, new double[] {5, 5, 1}, new double[] {0, 1, 9}))
                .isCloseTo(0.5, within(1e-12));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void equalsTheAverageOverAllSubsets(int seed) {
        long key = KeyedRandom.key(seed, "best-of-n", "test");
        double[] scores = random(key, 0, 4);
        double[] values = random(key, 100, 1000);
        int n = 1 + KeyedRandom.below(7, key, 200);
        assertThat(BestOfNCurve.expectedPick(n, scores, values))
                .isCloseTo(overAllSubsets(n, scores, values), within(1e-9));
    }

    @Test
    void theCurveAveragesOverPromptsInRisingN() {
        BestOfNCurve curve =
                BestOfNCurve.of(
                        "rule:gold",
                        List.of(new double[] {1, 3}, new double[] {5, 5}),
                        List.of(new double[] {0, 1}, new double[] {1, 1}),
                        2,
                        1);
        assertThat(curve.prompts()).isEqualTo(2);
        assertThat(curve.points()).extracting(BestOfNCurve.Point::n).containsExactly(1, 2);
        assertThat(curve.points().get(0).reward().mean()).isEqualTo(3.5);
        assertThat(curve.points().get(1).reward().mean()).isEqualTo(4);
        assertThat(curve.points())
                .extracting(point -> Objects.requireNonNull(point.judge()).mean())
                .containsExactly(0.75, 1.0);
        assertThat(curve.points().get(0).klBound()).isZero();
        assertThat(curve.points().get(1).klBound()).isCloseTo(Math.log(2) - 0.5, within(1e-15));
    }

    @Test
    void withoutAJudgeThereIsOnlyTheReward() {
        BestOfNCurve curve =
                BestOfNCurve.of(List.of(new double[] {1, 3}, new double[] {5, 5}), 1, 2);
        assertThat(curve.judge()).isNull();
        assertThat(curve.points()).extracting(BestOfNCurve.Point::judge).containsOnlyNulls();
        assertThat(curve.points().get(1).reward().mean()).isEqualTo(4);
    }

    /// The best reply of the first prompt has no judge score; the third prompt has one reply left.
    @Test
    void repliesWithoutAScoreDoNotCompeteAndAllPointsAreOfTheSamePrompts() {
        double none = Double.NaN;
        BestOfNCurve curve =
                BestOfNCurve.of(
                        "rule:gold",
                        List.of(
                                new double[] {1, 9, 3},
                                new double[] {5, 7, 6},
                                new double[] {2, none, none}),
                        List.of(
                                new double[] {0, none, 1},
                                new double[] {1, 1, 1},
                                new double[] {1, 1, 1}),
                        1,
                        2);
        assertThat(curve.prompts()).isEqualTo(2);
        assertThat(curve.leftOut()).isEqualTo(1);
        assertThat(curve.unscored()).isEqualTo(3);
        assertThat(curve.points().get(0).reward().mean()).isEqualTo((2 + 6) / 2.0);
        assertThat(curve.points().get(1).judge())
                .isNotNull()
                .extracting(Estimate::mean)
                .isEqualTo(1.0);
    }

    @Test
    void promptsThatAreTooFewAreRefused() {
        List<double[]> rewards = List.of(new double[] {1, 3, 2}, new double[] {5, Double.NaN, 1});
        assertThatThrownBy(() -> BestOfNCurve.of(rewards, 1, 3))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "1 of 2 prompts have 3 or more scored replies, must be at least 2 for best of"
                                + " 3");
    }

    @Test
    void moreThanTheRepliesIsRefused() {
        assertThatThrownBy(() -> BestOfNCurve.expectedPick(3, new double[2], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("best of 3 needs n between 1 and the 2 replies of the prompt");
    }

    private static double[] random(long key, int from, int bound) {
        return IntStream.range(0, 7)
                .mapToDouble(i -> KeyedRandom.below(bound, key, from + i))
                .toArray();
    }

    private static double overAllSubsets(int n, double[] scores, double[] values) {
        return IntStream.range(0, 1 << scores.length)
                .filter(subset -> Integer.bitCount(subset) == n)
                .mapToDouble(subset -> pick(subset, scores, values))
                .average()
                .orElseThrow();
    }

    private static double pick(int subset, double[] scores, double[] values) {
        int[] members =
                IntStream.range(0, scores.length).filter(i -> (subset >> i & 1) == 1).toArray();
        double best = Arrays.stream(members).mapToDouble(i -> scores[i]).max().orElseThrow();
        return Arrays.stream(members)
                .filter(i -> scores[i] == best)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }
}
