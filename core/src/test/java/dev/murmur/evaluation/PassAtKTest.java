package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassAtKTest {
    /// 1 - C(7, 5) / C(10, 5) = 1 - 21 / 252.
    @Test
    void isThePublishedFormula() {
        assertThat(PassAtK.of(10, 3, 5)).isCloseTo(11 / 12.0, within(1e-12));
    }

    @Test
    void oneSampleIsRightOrWrong() {
        assertThat(PassAtK.of(1, 1, 1)).isEqualTo(1);
        assertThat(PassAtK.of(1, 0, 1)).isEqualTo(0);
        assertThat(PassAtK.of(200, 0, 100)).isEqualTo(0);
        assertThat(PassAtK.of(200, 101, 100)).isEqualTo(1);
    }

    /// Among all ways to pick k of n samples of which the first are right.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void isTheShareOfPicksWithARightOne(int n) {
        for (int right = 0; right <= n; right++) {
            for (int k = 1; k <= n; k++) {
                int picks = 0;
                int withRight = 0;
                for (int pick = 0; pick < 1 << n; pick++) {
                    if (Integer.bitCount(pick) == k) {
                        picks++;
                        withRight += (pick & ((1 << right) - 1)) == 0 ? 0 : 1;
                    }
                }
                assertThat(PassAtK.of(n, right, k))
                        .as("%d of %d, %d", right, n, k)
                        .isCloseTo(withRight / (double) picks, within(1e-12));
            }
        }
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThatThrownBy(() -> PassAtK.of(5, 2, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pass@10 of 2 right among 5 samples is not defined");
    }
}
