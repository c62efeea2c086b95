package dev.murmur.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic around rollouts.
class RolloutPartsTest {
    private static final RewardShaping NONE =
            new RewardShaping(0, Optional.empty(), false, Optional.empty());

    private static Reply reply(int tokens, FinishReason finish) {
        return new Reply("", new int[tokens], finish);
    }

    @Test
    void withoutShapingAScoreIsTheReward() {
        assertThat(NONE.priced(1.5, reply(8, FinishReason.LENGTH), 8)).isEqualTo(1.5);
        assertThat(NONE.reward(1.5, new RunningMoments(9, 0, 32))).isEqualTo(1.5);
    }

    @Test
    void aReplyThatWasCutOffPaysThePenalty() {
        var shaping = new RewardShaping(2, Optional.empty(), false, Optional.empty());
        assertThat(shaping.priced(1, reply(8, FinishReason.LENGTH), 8)).isEqualTo(-1);
        assertThat(shaping.priced(1, reply(8, FinishReason.STOP), 8)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "6, 0", "7, 0.5", "8, 1", "10, 2"})
    void thePriceOfLengthGrowsOverTheBuffer(int tokens, double price) {
        assertThat(new Overlength(4, 2).price(tokens, 10)).isEqualTo(price);
        var shaping =
                new RewardShaping(0, Optional.of(new Overlength(4, 2)), false, Optional.empty());
        assertThat(shaping.priced(3, reply(tokens, FinishReason.STOP), 10)).isEqualTo(3 - price);
    }

    @Test
    void rewardsAreScaledThenClipped() {
        var shaping = new RewardShaping(0, Optional.empty(), true, Optional.of(1.5));
        var moments = new RunningMoments(9, 100, 32); // standard deviation 2
        assertThat(shaping.reward(2, moments)).isEqualTo(1);
        assertThat(shaping.reward(-8, moments)).isEqualTo(-1.5);
        assertThat(shaping.reward(1, new RunningMoments(9, 100, 0))).isEqualTo(1);
    }

    @Test
    void refusesShapingOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RewardShaping(-1, Optional.empty(), false, Optional.of(0.0)))
                .withMessage(
                        """
                        unfinished_penalty is -1.0, must be 0 (none) or more
                        clip is 0.0, must be > 0 (5 or 10 is usual)\
                        """);
    }

    @Test
    void refusesAPriceOfLengthThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overlength(0, -1))
                .withMessage(
                        "buffer is 0, must be at least 1\nfactor is -1.0, must be > 0 (1 is usual)");
    }

    @Test
    void momentsMergedBatchByBatchAreThoseOfAllNumbers() {
        var moments = RunningMoments.NONE;
        double[] all = IntStream.range(0, 30).mapToDouble(i -> KeyedRandom.normal(5, i)).toArray();
        for (int from = 0; from < 30; from += 10) {
            moments = moments.plus(Arrays.copyOfRange(all, from, from + 10));
        }
        double mean = Arrays.stream(all).average().orElseThrow();
        double squares = Arrays.stream(all).map(x -> (x - mean) * (x - mean)).sum();
        assertThat(moments.count()).isEqualTo(30);
        assertThat(moments.mean()).isCloseTo(mean, within(1e-12));
        assertThat(moments.scale()).isCloseTo(Math.sqrt(squares / 29), within(1e-12));
    }

    @Test
    void aReplyWithoutAScoreCountsAsTheMeanOfItsSiblings() {
        double no = Double.NaN;
        List<double[]> scores =
                List.of(new double[] {1, no, 3}, new double[] {no, no, no}, new double[] {5, 5, 5});
        List<double[]> filled = Unscored.filled(scores);
        assertThat(Unscored.count(scores)).isEqualTo(4);
        assertThat(filled.get(0)).containsExactly(1, 2, 3);
        assertThat(filled.get(1)).containsOnly(19 / 5.0);
        assertThat(filled.get(2)).containsExactly(5, 5, 5);
    }

    @Test
    void anIterationWithoutAnyScoreIsAnError() {
        assertThatThrownBy(() -> Unscored.filled(List.of(new double[] {Double.NaN})))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the reward gave none of the iteration's replies a score; what it logged"
                                + " says why");
    }

    @Test
    void stepsFallIntoIterations() {
        var steps = new RolloutSteps(3, 8, 4, 2);
        assertThat(steps.total()).isEqualTo(12);
        assertThat(IntStream.range(0, 12).map(steps::iteration))
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        assertThat(steps.before(3)).isEqualTo(8);
    }

    @Test
    void everyStepTakesAsManyPrompts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RolloutSteps(3, 10, 4, 2))
                .withMessage(
                        "prompts.per_iteration is 10, must be a multiple of training.batch_size 4:"
                                + " each optimiser step takes as many prompts");
    }
}
