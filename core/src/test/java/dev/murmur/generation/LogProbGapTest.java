package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.text.ChatMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogProbGapTest {
    private static final List<Candidates> REPLIES = List.of(reply(3), reply(1));
    private static final List<double[]> SAMPLER =
            List.of(new double[] {-1, -2, -3}, new double[] {-4});

    /// Differences of 0.5, -0.5, 0 and 0.2: 1.2 over 4 tokens.
    private static final List<double[]> TRAINER =
            List.of(new double[] {-1.5, -1.5, -3}, new double[] {-4.2});

    @Test
    void isAMeanOverTokens() {
        List<Sampled> sampled =
                List.of(
                        new Sampled(REPLIES.get(0), List.of(SAMPLER.get(0))),
                        new Sampled(REPLIES.get(1), List.of(SAMPLER.get(1))));
        var gap = LogProbGap.of(sampled, TRAINER.stream().map(List::of).toList());
        assertThat(gap.mean()).isCloseTo(0.3, within(1e-12));
        assertThat(gap.max()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void ofSumsIsWhatDoesNotCancelInAReply() {
        var gap = LogProbGap.ofReplies(REPLIES, sums(SAMPLER), sums(TRAINER));
        assertThat(gap.mean()).isCloseTo(0.05, within(1e-12));
        assertThat(gap.max()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void moreThanRoundingIsAnAlarm() {
        assertThat(new LogProbGap(0.01, 5).alarm()).isEmpty();
        assertThat(new LogProbGap(0.02, 0.5).alarm().orElseThrow())
                .startsWith(
                        "the log-probs that replies were sampled with and those that training computes"
                                + " differ by 0.02 nats a token (at most 0.5), must not be above 0.01;")
                .contains("template", "BOS", "training.dtype");
        assertThat(new LogProbGap(Double.NaN, 0).alarm()).isPresent();
    }

    @Test
    void aBoundThatIsNotKeptIsNamed() {
        new LogProbGap(0.04, 1).requireBelow(0.05, 1);
        assertThatThrownBy(() -> new LogProbGap(0.05, 1).requireBelow(0.05, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("iteration 2: the log-probs that replies were sampled with")
                .hasMessageContaining(
                        "0.05 nats a token (at most 1.0), must be below"
                                + " max_log_prob_gap 0.05;");
    }

    private static double[] sums(List<double[]> tokens) {
        return tokens.stream().mapToDouble(reply -> Arrays.stream(reply).sum()).toArray();
    }

    private static Candidates reply(int tokens) {
        return new Candidates(
                new Prompt("p" + tokens, List.of(ChatMessage.user("?")), "", Map.of()),
                List.of(new Reply("!", new int[tokens], FinishReason.STOP)));
    }
}
