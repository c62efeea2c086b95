package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyEvaluationTest {
    private static final List<ReplyOutcome> START =
            List.of(
                    new ReplyOutcome("b", 10, FinishReason.STOP, 0.5, 0.2, 0),
                    new ReplyOutcome("a", 10, FinishReason.STOP, 0.0, 0.2, 0),
                    new ReplyOutcome("c", 12, FinishReason.LENGTH, 1.0, 0.2, 0));

    private static final List<ReplyOutcome> POLICY =
            List.of(
                    new ReplyOutcome("a", 10, FinishReason.STOP, 1, 0.9, 1.5),
                    new ReplyOutcome("b", 20, FinishReason.STOP, 2, 0.2, 0.5),
                    new ReplyOutcome("c", 30, FinishReason.LENGTH, 3, 0.9, 1));

    @Test
    void pairsRepliesByPromptAndAveragesThem() {
        PolicyEvaluation evaluation = PolicyEvaluation.of("rule:gold", POLICY, START);
        assertThat(evaluation.prompts()).isEqualTo(3);
        assertThat(evaluation.judge()).isEqualTo("rule:gold");
        assertThat(evaluation.reward().mean()).isEqualTo(2);
        assertThat(evaluation.tokens().mean()).isEqualTo(20);
        assertThat(evaluation.kl().mean()).isEqualTo(1);
        assertThat(evaluation.winRate().mean()).isCloseTo(2.5 / 3, within(1e-15));
        assertThat(evaluation.winRate().ties()).isEqualTo(1);
        assertThat(evaluation.rewardLengthCorrelation()).isCloseTo(1.0, within(1e-15));
        assertThat(evaluation.finished()).isCloseTo(2 / 3.0, within(1e-15));
    }

    @Test
    void theStartAgainstItselfIsOneHalf() {
        PolicyEvaluation evaluation = PolicyEvaluation.of("rule:gold", START, START);
        assertThat(evaluation.winRate().mean()).isEqualTo(0.5);
        assertThat(evaluation.lcWinRate()).isEqualTo(new Estimate(0.5, 0));
        assertThat(evaluation.kl()).isEqualTo(new Estimate(0, 0));
    }

    @Test
    void aPromptWithoutABaselineReplyIsRefused() {
        assertThatThrownBy(() -> PolicyEvaluation.of("j", POLICY, START.subList(0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "prompt c has no reply of the starting model; both must be evaluated on the"
                                + " same prompts");
    }

    @Test
    void anOutcomeThatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> new ReplyOutcome("a", 3, FinishReason.STOP, 1, 1 / 0.0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reply to a has judge Infinity, must be finite, and tokens >= 0");
    }

    /// Were the failure a tie or a zero, the win rate would not be that of the others.
    @Test
    void whatCouldNotBeJudgedIsLeftOutAndCounted() {
        var policy = new ArrayList<>(POLICY);
        policy.add(new ReplyOutcome("d", 7, FinishReason.STOP, Double.NaN, Double.NaN, 1));
        policy.add(new ReplyOutcome("e", 7, FinishReason.STOP, 2, 0.7, 1));
        var start = new ArrayList<>(START);
        start.add(new ReplyOutcome("d", 9, FinishReason.STOP, 1, 0.5, 0));
        start.add(new ReplyOutcome("e", 9, FinishReason.STOP, 1, Double.NaN, 0));

        PolicyEvaluation all = PolicyEvaluation.of("judge", policy, start);
        PolicyEvaluation judged = PolicyEvaluation.of("judge", POLICY, START);

        assertThat(all.prompts()).isEqualTo(5);
        assertThat(all.winRate()).isEqualTo(judged.winRate());
        assertThat(all.lcWinRate()).isEqualTo(judged.lcWinRate());
        assertThat(all.reward().mean()).isEqualTo(2);
        assertThat(List.of(all.unscored(), all.unjudged())).containsExactly(1, 2);
        assertThat(List.of(judged.unscored(), judged.unjudged())).containsExactly(0, 0);
    }

    @Test
    void aJudgeThatJudgesNothingIsAnError() {
        List<ReplyOutcome> unjudged =
                POLICY.stream()
                        .map(o -> new ReplyOutcome(o.id(), 3, o.finish(), 1, Double.NaN, 0))
                        .toList();
        assertThatThrownBy(() -> PolicyEvaluation.of("judge:gpt", unjudged, START))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "0 of 3 prompts could be judged by judge:gpt, must be at least 2 (one has"
                                + " no standard error)");
    }
}
