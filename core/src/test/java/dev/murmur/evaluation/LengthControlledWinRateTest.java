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
import org.junit.jupiter.params.provider.FieldSource;

class LengthControlledWinRateTest {
    static final int[] SEEDS = IntStream.range(0, 200).toArray();

    /// Made by tools/golden/length_controlled.py.
    @Test
    void equalsTheFitsOfScipyAndStatsmodels() throws IOException {
        var resource = getClass().getResourceAsStream("/golden/length-controlled.json");
        JsonNode cases = new JsonMapper().readTree(resource);
        assertThat(cases).hasSize(5);
        for (JsonNode data : cases) {
            String name = data.get("name").asText();
            LengthControlledWinRate rate =
                    LengthControlledWinRate.fit(
                            doubles(data.get("preferences")),
                            ints(data.get("model_tokens")),
                            ints(data.get("baseline_tokens")));
            assertSame(name, rate, data.get("ridge"), 1e-7);
            if (data.has("statsmodels")) {
                assertSame(name, rate, data.get("statsmodels"), 1e-3);
            }
        }
    }

    @Test
    void nothingButTiesGiveOneHalfWithoutError() {
        LengthControlledWinRate rate =
                LengthControlledWinRate.fit(
                        new double[] {0.5, 0.5, 0.5}, new int[] {3, 9, 4}, new int[] {5, 5, 5});
        assertThat(rate.mean()).isEqualTo(0.5);
        assertThat(rate.se()).isZero();
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void swappingTheSystemsGivesTheComplement(int seed) {
        var data = Sample.of(seed, 40);
        LengthControlledWinRate rate =
                LengthControlledWinRate.fit(data.preferences, data.model, data.baseline);
        double[] opposite = Arrays.stream(data.preferences).map(p -> 1 - p).toArray();
        LengthControlledWinRate swapped =
                LengthControlledWinRate.fit(opposite, data.baseline, data.model);
        assertThat(swapped.mean()).isCloseTo(1 - rate.mean(), within(1e-9));
        assertThat(swapped.se()).isCloseTo(rate.se(), within(1e-9));
        assertThat(swapped.lengthEffect()).isCloseTo(rate.lengthEffect(), within(1e-8));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void withoutALengthEffectItIsTheRawRate(int seed) {
        // Every preference appears once with the longer and once with the shorter reply.
        double[] half = Sample.of(seed, 50).preferences;
        var preferences = new double[100];
        var model = new int[100];
        var baseline = new int[100];
        for (int i = 0; i < 50; i++) {
            preferences[i] = preferences[i + 50] = half[i];
            model[i] = baseline[i + 50] = 20 + i;
            model[i + 50] = baseline[i] = 20;
        }
        LengthControlledWinRate rate = LengthControlledWinRate.fit(preferences, model, baseline);
        WinRate raw = WinRate.of(preferences);
        assertThat(rate.mean()).isCloseTo(raw.mean(), within(1e-4));
        assertThat(rate.se()).isCloseTo(raw.se(), within(1e-4));
    }

    @Test
    void lengthThatNeverDiffersDropsTheTerm() {
        double[] preferences = {1, 1, 0.5, 0};
        LengthControlledWinRate rate =
                LengthControlledWinRate.fit(
                        preferences, new int[] {8, 9, 10, 11}, new int[] {6, 7, 8, 9});
        assertThat(rate.lengthTerm()).isFalse();
        assertThat(rate.lengthEffect()).isZero();
        assertThat(rate.mean()).isCloseTo(0.625, within(1e-3));
        assertThat(rate.se()).isCloseTo(WinRate.of(preferences).se(), within(1e-3));
    }

    @Test
    void separableDataHaveAFiniteFit() {
        int[] longer = IntStream.range(0, 100).map(i -> 20 + i % 7).toArray();
        int[] shorter = IntStream.range(0, 100).map(i -> 10 + i % 5).toArray();
        var wins = new double[100];
        Arrays.fill(wins, 1);
        LengthControlledWinRate rate = LengthControlledWinRate.fit(wins, longer, shorter);
        assertThat(rate.lengthTerm()).isTrue();
        assertThat(rate.mean()).isBetween(0.9, 1.0);
        assertThat(rate.se()).isFinite();
    }

    @Test
    void aSystemThatWinsByLengthAloneLosesItsLead() {
        // The longer reply wins nine times of ten; the model's is the longer one four times of
        // five.
        var preferences = new double[1000];
        var model = new int[1000];
        var baseline = new int[1000];
        for (int i = 0; i < 1000; i++) {
            boolean modelLonger = i % 5 != 0;
            boolean longerWins = i / 5 % 10 != 0;
            preferences[i] = modelLonger == longerWins ? 1 : 0;
            model[i] = modelLonger ? 40 : 20;
            baseline[i] = modelLonger ? 20 : 40;
        }
        LengthControlledWinRate rate = LengthControlledWinRate.fit(preferences, model, baseline);
        assertThat(WinRate.of(preferences).mean()).isCloseTo(0.74, within(1e-12));
        assertThat(rate.mean()).isCloseTo(0.5, within(0.1));
        assertThat(rate.lengthEffect()).as("longer wins").isNegative();
    }

    @Test
    void tooFewPromptsAreRefused() {
        assertThatThrownBy(() ->
                        LengthControlledWinRate.fit(new double[] {1}, new int[] {1}, new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a length-controlled win rate needs at least 2 prompts, got 1");
    }

    private static void assertSame(
            String name, LengthControlledWinRate rate, JsonNode expected, double tolerance) {
        assertThat(rate.mean())
                .as(name)
                .isCloseTo(expected.get("mean").asDouble(), within(tolerance));
        assertThat(rate.se()).as(name).isCloseTo(expected.get("se").asDouble(), within(tolerance));
        assertThat(rate.lengthEffect())
                .as(name)
                .isCloseTo(expected.get("length_effect").asDouble(), within(tolerance * 10));
    }

    private static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    private record Sample(double[] preferences, int[] model, int[] baseline) {
        static Sample of(int seed, int n) {
            long key = KeyedRandom.key(seed, "length-controlled", "test");
            var preferences = new double[n];
            Arrays.setAll(preferences, i -> KeyedRandom.below(3, key, i) / 2.0);
            var model = new int[n];
            Arrays.setAll(model, i -> KeyedRandom.below(50, key, n + i));
            var baseline = new int[n];
            Arrays.setAll(baseline, i -> KeyedRandom.below(50, key, 2L * n + i));
            return new Sample(preferences, model, baseline);
        }
    }
}
