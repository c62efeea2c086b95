package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NumberCheckTest {
    private final NumberCheck check = new NumberCheck("scores", 0.1);

    @Test
    void theLargestDifferenceOfAllIsKept() {
        check.add("row 1", new double[] {1, 2}, new double[] {1.05, 2});
        check.add("row 2", new double[] {3}, new double[] {3.5});
        assertThat(check.result())
                .isEqualTo(
                        new Check(
                                "scores",
                                3,
                                0.5,
                                0.1,
                                Outcome.DIFFERS,
                                "row 2, number 1: 3.00000, expected 3.50000"));
    }

    @Test
    void aDifferenceOfJustTheTolerancePasses() {
        check.add("row 1", new double[] {0}, new double[] {0.1});
        assertThat(check.result().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(check.result().note()).isEmpty();
    }

    @Test
    void whatIsNoNumberNeverPasses() {
        check.add("row 1", new double[] {Double.NaN, 5}, new double[] {1, 1});
        assertThat(check.result().outcome()).isEqualTo(Outcome.DIFFERS);
        assertThat(check.result().difference()).isNaN();
        assertThat(check.result().note()).startsWith("row 1, number 1: NaN");
    }

    @Test
    void nothingComparedIsAbsent() {
        assertThat(check.result().outcome()).isEqualTo(Outcome.ABSENT);
    }

    @Test
    void otherLengthsAreAMistake() {
        assertThatThrownBy(() -> check.add("row", new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores: 2 numbers for 3");
    }
}
