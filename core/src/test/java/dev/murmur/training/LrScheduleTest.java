package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LrScheduleTest {
    static Stream<JsonNode> golden() {
        return Golden.json("schedules.json").get("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void equalsTransformers(JsonNode expected) {
        LrSchedule schedule = schedule(expected);
        double[] factors = Golden.doubles(expected.get("factors"));

        var ours = new double[factors.length];
        for (int step = 0; step < ours.length; step++) {
            ours[step] = schedule.at(step, factors.length);
        }

        assertThat(ours).containsExactly(factors, within(1e-12));
    }

    @Test
    void theFirstStepOfAWarmUpIsZeroAndTheLastOneBelowThePeak() {
        var schedule = new LrSchedule.Linear(4);

        assertThat(schedule.at(0, 8)).isZero();
        assertThat(schedule.at(3, 8)).isEqualTo(0.75);
        assertThat(schedule.at(4, 8)).isEqualTo(1);
        assertThat(schedule.at(7, 8)).isEqualTo(0.25);
    }

    @Test
    void staysAtItsLastValueAfterTheEnd() {
        assertThat(new LrSchedule.Linear(0).at(20, 10)).isZero();
        assertThat(new LrSchedule.Cosine(0, 0.1).at(20, 10)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void refusesAWarmUpLongerThanTheRun() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LrSchedule.Constant(20).at(0, 10))
                .withMessage("schedule.warmup_steps is 20, must be at most the run's 10 steps");
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LrSchedule.Linear(-1))
                .withMessage("schedule.warmup_steps is -1, must be >= 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LrSchedule.Cosine(0, 1.5))
                .withMessage("schedule.min_ratio is 1.5, must be in [0, 1] (0 or 0.1 is usual)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LrSchedule.Linear(0).at(-1, 10))
                .withMessage("step is -1, must be >= 0");
    }

    private static LrSchedule schedule(JsonNode node) {
        long warmup = node.get("warmup_steps").longValue();
        return switch (node.get("kind").asText()) {
            case "constant" -> new LrSchedule.Constant(warmup);
            case "linear" -> new LrSchedule.Linear(warmup);
            default -> new LrSchedule.Cosine(warmup, node.get("min_ratio").doubleValue());
        };
    }
}
