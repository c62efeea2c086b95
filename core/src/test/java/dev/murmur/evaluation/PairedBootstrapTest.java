package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.KeyedRandom;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedBootstrapTest {
    private static final int DRAWS = 10_000;

    /// Of two questions, both drawn once half the time, and each twice a quarter of it.
    @Test
    void twoQuestionsByHand() {
        PairedBootstrap found = of(1, 3);
        assertThat(found.difference()).isEqualTo(2);
        assertThat(found.lower()).isEqualTo(1);
        assertThat(found.upper()).isEqualTo(3);
        assertThat(found.pValue()).isEqualTo(2.0 / 10_001);
    }

    /// The mean of (-1, 1) drawn twice is -1, 0, 1 with chances 1/4, 1/2, 1/4: at or below 0 in
    /// three quarters, so at most 1.
    @Test
    void aDifferenceOfZeroIsNoEvidence() {
        assertThat(of(-1, 1).pValue()).isEqualTo(1);
        assertThat(of(0, 0, 0)).isEqualTo(new PairedBootstrap(0, 0, 0, 1));
    }

    /// The mean of three draws of (-1, 3, 3) is below 0 only where all are the first: 1/27.
    @Test
    void thePValueIsTwiceTheSmallerTail() {
        assertThat(of(-1, 3, 3).pValue()).isCloseTo(2.0 / 27, within(0.01));
    }

    /// Made by tools/golden/paired_bootstrap.py. A 0.025 quantile of 10,000 normal draws has a
    /// standard error of 0.027 standard deviations; scores that are counted in steps add one step.
    @Test
    void equalsScipyUpToChance() throws IOException {
        JsonNode cases = golden().get("bootstrap");
        assertThat(cases).hasSize(3);
        for (JsonNode data : cases) {
            double[] first = doubles(data.get("first"));
            double[] second = doubles(data.get("second"));
            double[] differences =
                    IntStream.range(0, first.length)
                            .mapToDouble(i -> second[i] - first[i])
                            .toArray();
            PairedBootstrap found =
                    PairedBootstrap.of(differences, doubles(data.get("weights")), DRAWS, 5);
            var chance = within(4 * 0.027 * data.get("sd").asDouble() + 1.0 / 300);
            String name = data.get("name").asText();
            assertThat(found.difference())
                    .as(name)
                    .isCloseTo(data.get("difference").asDouble(), within(1e-12));
            assertThat(found.lower()).as(name).isCloseTo(data.get("lower").asDouble(), chance);
            assertThat(found.upper()).as(name).isCloseTo(data.get("upper").asDouble(), chance);
        }
    }

    /// Two systems that are equally good, question by question half the time the same.
    @ParameterizedTest
    @CsvSource({"20, 0.1", "100, 0.07", "400, 0.06"})
    void aTrueNullIsRarelyFoundSignificant(int questions, double atMost) {
        int worlds = 2000;
        long significant =
                IntStream.range(0, worlds)
                        .parallel()
                        .filter(world -> nullWorld(world, questions).pValue() < 0.05)
                        .count();
        assertThat((double) significant / worlds).isBetween(0.02, atMost);
    }

    private static PairedBootstrap nullWorld(int world, int questions) {
        long key = KeyedRandom.key(world, "null", "");
        double[] differences =
                IntStream.range(0, questions)
                        .mapToDouble(i ->
                                KeyedRandom.normal(key, 2L * i)
                                        * (KeyedRandom.uniform(key, 5_000_000L + i) < 0.5 ? 0 : 1))
                        .toArray();
        return PairedBootstrap.of(differences, ones(questions), 1000, world);
    }

    @Test
    void swappingTheSystemsTurnsEverythingRound() {
        for (int seed = 0; seed < 50; seed++) {
            long key = KeyedRandom.key(seed, "swap", "");
            double[] d =
                    IntStream.range(0, 30).mapToDouble(i -> KeyedRandom.normal(key, i)).toArray();
            double[] weights =
                    IntStream.range(0, 30)
                            .mapToDouble(i -> 0.5 + KeyedRandom.uniform(key, 99 + i))
                            .toArray();
            PairedBootstrap one = PairedBootstrap.of(d, weights, 1000, key);
            PairedBootstrap other =
                    PairedBootstrap.of(Arrays.stream(d).map(v -> -v).toArray(), weights, 1000, key);
            assertThat(other.difference())
                    .as("seed %d", seed)
                    .isCloseTo(-one.difference(), within(1e-12));
            assertThat(other.lower()).as("seed %d", seed).isCloseTo(-one.upper(), within(1e-12));
            assertThat(other.pValue()).as("seed %d", seed).isEqualTo(one.pValue());
        }
    }

    @Test
    void aQuestionOfMoreWeightCountsMore() {
        double[] weights = {3, 1};
        assertThat(PairedBootstrap.of(new double[] {1, 0}, weights, 1000, 1).difference())
                .isEqualTo(0.75);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> of(1)).hasMessage("a bootstrap needs at least 2 questions, got 1");
        assertThatThrownBy(() -> of(1, Double.NaN))
                .hasMessage("difference 1 is NaN, must be finite");
        assertThatThrownBy(() -> PairedBootstrap.of(new double[] {1, 2}, ones(3), 1000, 1))
                .hasMessage("differences and weights must come in pairs, got 2 and 3");
        assertThatThrownBy(
                        () -> PairedBootstrap.of(new double[] {1, 2}, new double[] {1, 0}, 1000, 1))
                .hasMessage("every weight must be > 0");
        assertThatThrownBy(() -> PairedBootstrap.of(new double[] {1, 2}, ones(2), 999, 1))
                .hasMessage("draws is 999, must be at least 1000");
    }

    @Test
    void holmEqualsStatsmodels() throws IOException {
        JsonNode holm = golden().get("holm");
        double[] adjusted = Holm.adjust(doubles(holm.get("p")));
        assertThat(adjusted).containsExactly(doubles(holm.get("adjusted")), within(1e-12));
        assertThat(Holm.adjust(new double[] {0.2})).containsExactly(0.2);
        assertThat(Holm.adjust(new double[0])).isEmpty();
    }

    private static PairedBootstrap of(double... differences) {
        return PairedBootstrap.of(differences, ones(differences.length), DRAWS, 7);
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private JsonNode golden() throws IOException {
        return new JsonMapper()
                .readTree(getClass().getResourceAsStream("/golden/paired-bootstrap.json"));
    }

    private static double[] doubles(JsonNode values) {
        return IntStream.range(0, values.size())
                .mapToDouble(i -> values.get(i).asDouble())
                .toArray();
    }
}
