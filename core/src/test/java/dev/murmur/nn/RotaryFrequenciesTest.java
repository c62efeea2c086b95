package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RotaryFrequenciesTest {
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

    @Test
    void pairsTurnMoreSlowlyTheLaterTheyCome() {
        assertThat(frequencies(new RotaryFrequencies.Unscaled()))
                .containsExactly(new float[] {1, 0.1f, 0.01f}, CLOSE);
    }

    @Test
    void linearScalingSlowsAllOfThem() {
        assertThat(frequencies(new RotaryFrequencies.Linear(4)))
                .containsExactly(new float[] {0.25f, 0.025f, 0.0025f}, CLOSE);
    }

    @Test
    void llama3ScalingKeepsTheFastSlowsTheSlowAndBlendsBetween() {
        // Turns within 100 positions: 15.9, 1.59, 0.159. Kept from 4 on, slowed below 1, and of
        // 1.59 a share of 0.197 is kept: 0.197 * 0.1 + 0.803 * 0.1 / 8.
        var llama3 = new RotaryFrequencies.Llama3(8, 1, 4, 100);
        assertThat(frequencies(llama3))
                .containsExactly(new float[] {1, 0.029755f, 0.00125f}, Offset.offset(1e-5f));
    }

    private static float[] frequencies(RotaryFrequencies.Scaling scaling) {
        return new RotaryFrequencies(1000, scaling).of(6);
    }
}
