package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.training.LrSchedule;
import org.junit.jupiter.api.Test;

class ScheduleSectionTest {
    @Test
    void roundsTheWarmUpUpToAWholeStep() {
        assertThat(new ScheduleSection.Cosine(0.03, 0.1).over(101))
                .isEqualTo(new LrSchedule.Cosine(4, 0.1));
        assertThat(new ScheduleSection.Linear(0.5).over(10)).isEqualTo(new LrSchedule.Linear(5));
        assertThat(new ScheduleSection.Constant(0).over(10)).isEqualTo(new LrSchedule.Constant(0));
    }

    @Test
    void doesNotWarmUpForLongerThanTheRun() {
        assertThat(new ScheduleSection.Cosine(0.99, 0.1).over(1).warmupSteps()).isEqualTo(1);
    }
}
