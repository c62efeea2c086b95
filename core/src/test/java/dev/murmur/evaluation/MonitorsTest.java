package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.FinishReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each sign, with the fault that it is for.
class MonitorsTest {
    private static final int PROMPTS = 40;
    private static final List<ReplyOutcome> START = outcomes(20, i -> i, i -> i % 5, 0);

    @Test
    void theStartHasDriftedNowhere() {
        Monitors start = monitors(START, List.of());
        assertThat(start.tokens()).isEqualTo(20);
        assertThat(start.lengthDrift()).isZero();
        assertThat(start.kl()).isZero();
        assertThat(start.overOptimisation()).isZero();
        assertThat(start.finished()).isEqualTo(1);
    }

    @Test
    void repliesThatGrowAreSeen() {
        Monitors grown = monitors(outcomes(31, i -> i, i -> i % 5, 2), List.of(START));
        assertThat(grown.lengthDrift()).isCloseTo(0.55, within(1e-12));
        assertThat(grown.kl()).isEqualTo(2);
        assertThat(grown.value(Monitors.Metric.LENGTH_DRIFT)).hasValue(grown.lengthDrift());
    }

    @Test
    void aReplyThatRepeatsItselfIsSeen() {
        // 1 2 3 4 | 2 3 4 1 | 3 4 1 2 | 4 1 2 3 | then the same again: 4 of 9 are new.
        assertThat(RepeatedNgrams.within(List.of(new int[] {1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4})))
                .isCloseTo(5 / 9.0, within(1e-12));
        assertThat(RepeatedNgrams.within(List.of(new int[] {1, 2, 3, 4, 5}, new int[] {1})))
                .isZero();
        assertThat(RepeatedNgrams.within(List.of(new int[8], new int[0])))
                .isCloseTo(0.4, within(1e-12));
    }

    @Test
    void repliesThatAreAllAlikeAreSeen() {
        // 1 2 | 2 3 in both: 2 of 4.
        assertThat(RepeatedNgrams.distinct(List.of(new int[] {1, 2, 3}, new int[] {1, 2, 3})))
                .isEqualTo(0.5);
        assertThat(RepeatedNgrams.distinct(List.of(new int[] {1, 2, 3}, new int[] {3, 2, 1})))
                .isEqualTo(1);
        assertThat(RepeatedNgrams.distinct(List.of(new int[] {7}, new int[0]))).isEqualTo(1);
    }

    @Test
    void aRewardThatRisesWhileTheJudgeFallsIsSeen() {
        List<ReplyOutcome> exploited =
                outcomes(20, i -> i + 1, i -> i % 5 - (i % 2 == 0 ? 1 : 0), 1);
        double value = monitors(exploited, List.of(START)).overOptimisation();
        // The judge falls by 1 on every other prompt: 0.5 with a standard error of 0.506 / sqrt 40.
        double error = Math.sqrt(10.0 / 39) / Math.sqrt(PROMPTS);
        assertThat(value).isCloseTo(0.5 / error, within(1e-9));
    }

    @Test
    void aJudgeThatFallsWithTheRewardIsNoOverOptimisation() {
        List<ReplyOutcome> worse = outcomes(20, i -> i - 1, i -> i % 5 - 1, 1);
        assertThat(monitors(worse, List.of(START)).overOptimisation()).isZero();
        List<ReplyOutcome> better = outcomes(20, i -> i + 1, i -> i % 5 + 1, 1);
        assertThat(monitors(better, List.of(START)).overOptimisation()).isZero();
    }

    /// Each step is within its error; together they are not.
    @Test
    void aSlowDeclineAddsUpSinceItIsHeldAgainstThePeak() {
        var stages = new ArrayList<List<ReplyOutcome>>(List.of(START));
        var values = new ArrayList<Double>();
        for (int k = 1; k <= 4; k++) {
            int falls = k;
            int step = k;
            stages.add(outcomes(20, i -> i + step, i -> i % 5 - (i < falls ? 1 : 0), step));
            values.add(
                    monitors(stages.getLast(), stages.subList(0, stages.size() - 1))
                            .overOptimisation());
        }
        assertThat(values).isSorted();
        assertThat(values.getFirst()).isCloseTo(1, within(0.01));
        assertThat(values.getLast()).isGreaterThan(2);
    }

    @Test
    void promptsWithoutAScoreAreLeftOut() {
        List<ReplyOutcome> partly =
                outcomes(20, i -> i + 1, i -> i == 0 ? Double.NaN : i % 5 - 1, 1);
        Monitors monitors = monitors(partly, List.of(START));
        assertThat(monitors.overOptimisation()).isGreaterThan(1e3);
        assertThat(monitors.judge()).isFinite();
    }

    @Test
    void repliesWithoutAModelToCompareWithHaveNoKl() {
        List<ReplyOutcome> unknown = outcomes(20, i -> i, i -> i % 5, Double.NaN);
        Monitors monitors = monitors(unknown, List.of(START));
        assertThat(monitors.kl()).isNull();
        assertThat(monitors.value(Monitors.Metric.KL)).isEmpty();
    }

    @Test
    void everyMetricHasAValueAndTheFileReadsBackEqual(@TempDir Path folder) {
        Monitors monitors = monitors(outcomes(31, i -> i, i -> i % 5, 2), List.of(START));
        EvaluationFiles.write(folder.resolve("monitors.json"), monitors);
        assertThat(EvaluationFiles.read(folder.resolve("monitors.json"), Monitors.class))
                .isEqualTo(monitors);
        for (Monitors.Metric metric : Monitors.Metric.values()) {
            if (metric != Monitors.Metric.REWARD_LENGTH_CORRELATION) { // lengths are all the same
                assertThat(monitors.value(metric)).as("%s", metric).isPresent();
            }
        }
        assertThat(monitors.summary())
                .startsWith("31.0 tokens (+55%), reward 19.500, judge 2.000, KL 2.00, repetition ");
    }

    private static Monitors monitors(
            List<ReplyOutcome> outcomes, List<List<ReplyOutcome>> earlier) {
        List<int[]> replies = outcomes.stream().map(o -> new int[o.tokens()]).toList();
        return Monitors.of(
                PolicyEvaluation.of("judge", outcomes, START), replies, outcomes, earlier, 1e-6);
    }

    private static List<ReplyOutcome> outcomes(
            int tokens, IntToDoubleFunction reward, IntToDoubleFunction judge, double logRatio) {

        return IntStream.range(0, PROMPTS)
                .mapToObj(i ->
                        new ReplyOutcome(
                                "p" + i,
                                tokens,
                                FinishReason.STOP,
                                reward.applyAsDouble(i),
                                judge.applyAsDouble(i),
                                logRatio))
                .toList();
    }
}
