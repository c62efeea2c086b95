package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeparationTest {
    /// 3 against 1 and 2: higher twice; 1 against 1: half, against 2: not.
    @Test
    void countsCombinationsInOrder() {
        assertThat(Separation.of(new double[] {3, 1}, new double[] {1, 2}))
                .isEqualTo(new Separation(4, 2, 1.5, 2.5 / 4));
    }
}
