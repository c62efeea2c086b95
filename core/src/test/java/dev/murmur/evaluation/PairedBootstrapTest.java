package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.KeyedRandom;
import dev.murmur.evaluation.PairedBootstrap.Scores;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
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
        assertThat(cases).hasSize(4);
        for (JsonNode data : cases) {
            PairedBootstrap found =
                    PairedBootstrap.of(scores(data, "first"), scores(data, "second"), DRAWS, 5);
            var chance = within(4 * 0.027 * data.get("sd").asDouble() + 1.0 / 300);
            String name = data.get("name").asText();
            assertThat(found.difference())
                    .as(name)
                    .isCloseTo(data.get("difference").asDouble(), within(1e-12));
            assertThat(found.lower()).as(name).isCloseTo(data.get("lower").asDouble(), chance);
            assertThat(found.upper()).as(name).isCloseTo(data.get("upper").asDouble(), chance);
        }
    }

    /// Two systems that are equally good, on every other question the same.
    @ParameterizedTest
    @CsvSource({"20, 0.1", "100, 0.07", "400, 0.06"})
    void aTrueNullIsRarelyFoundSignificant(int questions, double atMost) {
        assertThat(
                        significant(world -> {
                            double[] first = normal(world, "first", questions);
                            double[] second = normal(world, "second", questions);
                            for (int i = 0; i < questions; i += 2) {
                                second[i] = first[i];
                            }
                            return PairedBootstrap.of(
                                    new Scores(first, ones(questions)),
                                    new Scores(second, ones(questions)),
                                    1000,
                                    world);
                        }))
                .isBetween(0.02, atMost);
    }

    /// As Arena-Hard's, where a clear verdict weighs three times: weights that come with values.
    @Test
    void soIsOneWithWeightsThatDependOnTheValues() {
        assertThat(
                        significant(world ->
                                PairedBootstrap.of(
                                        weighty(world, "first"),
                                        weighty(world, "second"),
                                        1000,
                                        world)))
                .isBetween(0.03, 0.07);
    }

    private static Scores weighty(int world, String system) {
        double[] values = normal(world, system, 200);
        return new Scores(values, Arrays.stream(values).map(v -> v > 1 ? 3 : 1).toArray());
    }

    /// The share of 2000 worlds with a p-value below 0.05.
    private static double significant(IntFunction<PairedBootstrap> compare) {
        int worlds = 2000;
        return (double)
                        IntStream.range(0, worlds)
                                .parallel()
                                .filter(world -> compare.apply(world).pValue() < 0.05)
                                .count()
                / worlds;
    }

    @Test
    void swappingTheSystemsTurnsEverythingRound() {
        for (int seed = 0; seed < 50; seed++) {
            Scores first = weighty(seed, "first");
            Scores second = weighty(seed, "second");
            PairedBootstrap one = PairedBootstrap.of(first, second, 1000, seed);
            PairedBootstrap other = PairedBootstrap.of(second, first, 1000, seed);
            assertThat(other.difference()).as("seed %d", seed).isEqualTo(-one.difference());
            assertThat(other.lower()).as("seed %d", seed).isCloseTo(-one.upper(), within(1e-12));
            assertThat(other.pValue()).as("seed %d", seed).isEqualTo(one.pValue());
        }
    }

    @Test
    void aQuestionOfMoreWeightCountsMore() {
        var first = new Scores(new double[] {0, 0}, ones(2));
        var second = new Scores(new double[] {1, 0}, new double[] {3, 1});
        assertThat(PairedBootstrap.of(first, second, 1000, 1).difference()).isEqualTo(0.75);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> of(1)).hasMessage("a bootstrap needs at least 2 questions, got 1");
        assertThatThrownBy(() -> of(1, Double.NaN)).hasMessage("value 1 is NaN, must be finite");
        assertThatThrownBy(() -> new Scores(ones(2), ones(3)))
                .hasMessage("values and weights must come in pairs, got 2 and 3");
        assertThatThrownBy(() -> new Scores(ones(2), new double[] {1, 0}))
                .hasMessage("every weight must be > 0");
        var two = new Scores(ones(2), ones(2));
        assertThatThrownBy(() -> PairedBootstrap.of(two, new Scores(ones(3), ones(3)), 1000, 1))
                .hasMessage("the systems' scores must come in pairs, got 2 and 3");
        assertThatThrownBy(() -> PairedBootstrap.of(two, two, 999, 1))
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

    /// Of a first system that has 0 everywhere.
    private static PairedBootstrap of(double... second) {
        double[] weights = ones(second.length);
        return PairedBootstrap.of(
                new Scores(new double[second.length], weights),
                new Scores(second, weights),
                DRAWS,
                7);
    }

    private static Scores scores(JsonNode data, String system) {
        return new Scores(doubles(data.get(system)), doubles(data.get(system + "_weights")));
    }

    private static double[] normal(int world, String system, int n) {
        long key = KeyedRandom.key(world, system, "");
        return IntStream.range(0, n).mapToDouble(i -> KeyedRandom.normal(key, i)).toArray();
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
