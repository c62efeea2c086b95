package dev.murmur.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FloorTest {
    /// 6 layers of 4 * 288 * 288 and 3 * 288 * 768 weights, a head of 32,002 * 288.
    private static final double LINEAR = 6 * (4 * 288 * 288 + 3 * 288 * 768);

    private static final double HEAD = 32_002 * 288;

    @Test
    void trainingOnAPairComputesItsPromptOnceAndTheHeadOnReplies() {
        // tokens 3 + 2 + 2; each sees itself and those before it: 6 in the prompt, 3 * 2 + 3 a
        // reply
        double forward = 2 * LINEAR * 7 + 2 * HEAD * 4 + 4 * 288 * 6 * (6 + 2 * 9);
        Floor floor = Floor.of(workload(Task.DPO, new Shape(1, 3, 2, 2, 2)));
        assertThat(floor.flops()).isCloseTo(3 * forward, within(1.0));
        assertThat(floor.bytes()).isEqualTo(36 * (LINEAR + HEAD));
    }

    @Test
    void decodingReadsTheWeightsAtEachStepAndASharedPromptOnceForItsReplies() {
        // 2 steps: the prompt's 3 keys and values each time, and 1, then 2 of each reply's own
        Floor floor = Floor.of(workload(Task.SAMPLE, new Shape(1, 3, 2, 2, 2)));
        double keys = 2 * 288 * 6 * (2 * 3 + 2 * (1 + 2));
        assertThat(floor.bytes()).isEqualTo(4 * (2 * (LINEAR + HEAD) + keys));
    }

    @Test
    void theLongerOfArithmeticAndBytesCounts() {
        var rates = new Rates(1, 2, 3);
        assertThat(new Floor(4e9, 3e9).seconds(rates, Precision.FLOAT32)).isEqualTo(4);
        assertThat(new Floor(4e9, 9e9).seconds(rates, Precision.BFLOAT16)).isEqualTo(3);
    }

    private static Workload workload(Task task, Shape shape) {
        return new Workload(
                "",
                task,
                Peer.GENERATE,
                ModelSize.M15,
                Precision.FLOAT32,
                shape,
                new Course(0, 1),
                new Course(0, 1),
                Target.NONE);
    }
}
