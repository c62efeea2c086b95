package dev.murmur.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsTest {
    private static final Rates RATES = new Rates(100, 200, 20);

    @Test
    void ratiosAreOfNeighboursAndTheMedianCounts() {
        var results =
                new Results(
                        "dpo-15m",
                        2,
                        List.of(round(1, 100), round(2, 100), round(4, 100)),
                        List.of(round(4, 100), round(10, 100), round(12, 100)),
                        List.of(RATES, RATES, RATES));
        assertThat(results.faster()).isEqualTo(new Spread(4, 3, 5));
        assertThat(results.faster().text(1)).isEqualTo("4.0 (3.0 to 5.0)");
        assertThat(results.memory()).isEqualTo(new Spread(1, 1, 1));
    }

    @Test
    void sidesThatDidDifferentWorkAreNotCompared() {
        assertThatThrownBy(() ->
                        new Results(
                                "dpo-15m",
                                2,
                                List.of(round(1, 100)),
                                List.of(round(4, 120)),
                                List.of(RATES)))
                .isInstanceOf(BenchException.class)
                .hasMessage(
                        "dpo-15m: Murmur's step has 100 tokens, the peer's 120; the two did not do the same work");
    }

    private static Round round(double seconds, long tokens) {
        return new Round(List.of(new Step(seconds, seconds, tokens)), 500, "");
    }
}
