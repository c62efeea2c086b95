package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.Monitors.Metric;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StopRuleTest {
    private static final Monitors MONITORS =
            new Monitors(30, 0.6, 21.5, null, 0.1, 0.4, 0.9, 3, 2, 1.5, 0.02);

    @Test
    void aLineCrossedIsNamedWithItsValue() {
        assertThat(above(Metric.KL, 20).tripped(MONITORS)).contains("kl is 21.50, above 20.0");
        assertThat(above(Metric.LENGTH_DRIFT, 0.5).tripped(MONITORS))
                .contains("length_drift is 0.6000, above 0.5");
        assertThat(below(Metric.DISTINCT, 0.5).tripped(MONITORS))
                .contains("distinct is 0.4000, below 0.5");
        assertThat(below(Metric.FINISHED, 0.95).tripped(MONITORS))
                .contains("finished is 0.9000, below 0.95");
        assertThat(above(Metric.LOG_PROB_GAP, 0.01).tripped(MONITORS))
                .contains("log_prob_gap is 0.02000, above 0.01");
    }

    @Test
    void aLineNotCrossedOrAMetricWithoutAValueEndsNothing() {
        assertThat(above(Metric.KL, 21.5).tripped(MONITORS)).isEmpty();
        assertThat(below(Metric.KL, 21.5).tripped(MONITORS)).isEmpty();
        assertThat(above(Metric.REWARD_LENGTH_CORRELATION, -1).tripped(MONITORS)).isEmpty();
    }

    @Test
    void overOptimisationIsMoreThanOneStandardErrorUnlessToldOtherwise() {
        var rule = new StopRule("over_optimisation", Optional.empty(), Optional.empty());
        assertThat(rule.tripped(MONITORS)).contains("over_optimisation is 1.500, above 1.0");
        assertThat(above(Metric.OVER_OPTIMISATION, 2).tripped(MONITORS)).isEmpty();
    }

    @Test
    void aRuleHasOneLine() {
        assertThatThrownBy(() -> new StopRule("kl", Optional.empty(), Optional.empty()))
                .hasMessage(
                        "metric is kl, must be given with above, or with below, and not with both");
        assertThatThrownBy(() -> new StopRule("kl", Optional.of(1.0), Optional.of(0.0)))
                .hasMessageStartingWith("metric is kl");
    }

    @Test
    void anUnknownMetricIsRefusedByTheNamesThereAre() {
        assertThatThrownBy(() -> new StopRule("speed", Optional.of(1.0), Optional.empty()))
                .hasMessageStartingWith(
                        "metric is 'speed', must be one of tokens, length_drift, kl, ");
    }

    private static StopRule above(Metric metric, double line) {
        return new StopRule(metric.toString(), Optional.of(line), Optional.empty());
    }

    private static StopRule below(Metric metric, double line) {
        return new StopRule(metric.toString(), Optional.empty(), Optional.of(line));
    }
}
