package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthBiasTest {
    /// With every difference of the same size d the answer is log((longer + 1) / (shorter + 1)) /
    /// d: the imaginary pairs add one to each count.
    @ParameterizedTest
    @CsvSource({
        "30, 10, 5, 0.207219", // log(31 / 11) / 5
        "10, 30, 5, -0.207219",
        "20, 20, 7, 0",
        "40, 0, 10, 0.371357", // log(41) / 10: finite though every longer reply was chosen
    })
    void isTheLogOddsPerToken(int longer, int shorter, int difference, double expected) {
        var chosen = new int[longer + shorter];
        Arrays.fill(chosen, 0, longer, 50 + difference);
        Arrays.fill(chosen, longer, chosen.length, 50 - difference);

        assertThat(LengthBias.of(against50(chosen))).isCloseTo(expected, within(1e-6));
    }

    @Test
    void pairsOfTheSameLengthHaveNone() {
        assertThat(LengthBias.of(against50(new int[] {50, 50, 50}))).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shrinksAsLengthsGrow(long seed) {
        int[] chosen = random(seed);

        double once = LengthBias.of(against50(chosen));
        double tenfold =
                LengthBias.of(
                        new PairTokens(
                                Arrays.stream(chosen).map(n -> 10 * n).toArray(),
                                fifties(chosen.length, 500)));

        assertThat(once).isNotZero();
        assertThat(tenfold).isCloseTo(once / 10, within(1e-12));
    }

    /// The first step of the loss, whose gradient for a pair is sigmoid(-alpha d), pulls lengths
    /// neither way.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWhereTheWeightedDifferencesCancel(long seed) {
        PairTokens pairs = against50(random(seed));
        double alpha = LengthBias.of(pairs);

        double pull = 0;
        double size = 0;
        for (int i = 0; i < pairs.pairs(); i++) {
            double d = pairs.chosen()[i] - pairs.rejected()[i];
            pull += d / (1 + Math.exp(alpha * d));
            size += Math.abs(d);
        }

        assertThat(pull / size).isCloseTo(0, within(0.01)); // the imaginary pairs' share
    }

    private static int[] random(long seed) {
        var random = new Random(seed);
        return random.ints(200, 30, 85).toArray();
    }

    private static PairTokens against50(int[] chosen) {
        return new PairTokens(chosen, fifties(chosen.length, 50));
    }

    private static int[] fifties(int pairs, int tokens) {
        var all = new int[pairs];
        Arrays.fill(all, tokens);
        return all;
    }
}
