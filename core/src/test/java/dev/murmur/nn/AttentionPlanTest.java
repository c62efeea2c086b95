package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionPlanTest {
    @Test
    void segmentsOfOneLengthAreARunAndThoseOfOneContextShareIt() {
        var plan =
                new AttentionPlan(
                        List.of(
                                new Segment(7, 2, 0, 3), // out of order
                                new Segment(0, 3, 0, 0),
                                new Segment(3, 2, 0, 3),
                                new Segment(5, 2, 0, 3),
                                new Segment(9, 2, 0, 0),
                                new Segment(11, 4, 9, 2)),
                        15);
        assertThat(plan.runs())
                .containsExactly(
                        new AttentionPlan.Run(0, 3, 1),
                        new AttentionPlan.Run(3, 2, 4),
                        new AttentionPlan.Run(11, 4, 1));
        assertThat(plan.shared())
                .containsExactly(
                        new AttentionPlan.Shared(
                                new AttentionPlan.Run(3, 6, 1), new AttentionPlan.Run(0, 3, 1)),
                        new AttentionPlan.Shared(
                                new AttentionPlan.Run(11, 4, 1), new AttentionPlan.Run(9, 2, 1)));
    }

    @Test
    void aWindowFitsWhenItReachesBackThroughReplyAndPrompt() {
        var plan = new AttentionPlan(List.of(new Segment(0, 3, 0, 0), new Segment(3, 2, 0, 3)), 5);
        assertThat(plan.fits(5)).isTrue();
        assertThat(plan.fits(4)).isFalse();
    }

    @Test
    void tokensInNoSegmentOrInTwoAreRefused() {
        assertThatThrownBy(() ->
                        new AttentionPlan(
                                List.of(new Segment(0, 3, 0, 0), new Segment(2, 2, 0, 0)), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("starts at 2 where token 3 is next");
        assertThatThrownBy(() -> new AttentionPlan(List.of(new Segment(0, 3, 0, 0)), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("segments cover 3 of 4 tokens");
    }
}
