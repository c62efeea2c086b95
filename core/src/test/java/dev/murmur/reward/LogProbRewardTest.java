package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Likelihood;
import dev.murmur.objective.PairSums;
import dev.murmur.reward.LogProbReward.Over;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogProbRewardTest {
    private static final Path FOLDER = Path.of("model");
    private static final List<Candidates> BATCH =
            List.of(
                    new Candidates(
                            new Prompt("p", List.of(ChatMessage.user("u")), "", Map.of()),
                            List.of(
                                    Reply.written("xx"),
                                    new Reply("xxxx", new int[] {1, 2, 3}, FinishReason.STOP))));

    private boolean closed;

    @Test
    void isTheSumOrTheMeanOfTheLogProbs() {
        assertThat(score(Over.SUM, 1)).containsExactly(-2, -4);
        assertThat(score(Over.MEAN, 1)).containsExactly(-0.5, -0.25);
    }

    @Test
    void itsNameSaysWhich() {
        assertThat(new LogProbReward(FOLDER, Over.SUM, new ByLength(1)).id())
                .isEqualTo("log-prob:sum:model");
        assertThat(LogProbReward.id(FOLDER, Over.MEAN)).isEqualTo("log-prob:mean:model");
    }

    @Test
    void theModelIsClosedWithIt() {
        var reward = new LogProbReward(FOLDER, Over.SUM, new ByLength(1));
        reward.score(BATCH, RunContext.QUIET);
        assertThat(closed).isFalse();
        reward.close();
        assertThat(closed).isTrue();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> score(Over.SUM, Double.NaN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "log-prob:sum:model gives reply 0 of prompt 'p' the score NaN");
    }

    private double[] score(Over over, double unit) {
        return new LogProbReward(FOLDER, over, new ByLength(unit))
                .score(BATCH, RunContext.QUIET)
                .getFirst();
    }

    /// A character costs so many nats; refuses the sampler's ids.
    private final class ByLength implements Likelihood {
        private final double unit;

        private ByLength(double unit) {
            this.unit = unit;
        }

        @Override
        public List<double[]> logProbs(List<Candidates> batch, RunContext context) {
            return batch.stream()
                    .map(row ->
                            row.replies().stream()
                                    .mapToDouble(reply -> {
                                        assertThat(reply.ids()).isEmpty();
                                        return -unit * reply.text().length();
                                    })
                                    .toArray())
                    .toList();
        }

        @Override
        public List<double[]> meanLogProbs(List<Candidates> batch, RunContext context) {
            return List.of(new double[] {-0.5 * unit, -0.25 * unit});
        }

        @Override
        public List<PairSums> pairLogProbs(List<Candidates> pairs, RunContext context) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
