package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.evaluation.AlpacaGlm.Comparisons;
import dev.murmur.evaluation.AlpacaGlm.GamedRow;
import dev.murmur.golden.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlpacaGlmTest {
    /// One of `tools/golden/alpaca_glm.py`.
    record Case(
            String name,
            double[] preferences,
            @JsonProperty("length_differences") double[] lengthDifferences,
            double[] difficulties,
            double[][] gamed,
            double strength,
            double[] weights,
            @JsonProperty("win_rate") double winRate,
            @JsonProperty("standard_error") double standardError) {
        Comparisons comparisons() {
            return new Comparisons(preferences, lengthDifferences, difficulties);
        }

        List<GamedRow> gamedRows() {
            return Arrays.stream(gamed).map(r -> new GamedRow(r[0], r[1], r[2])).toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        return Arrays.stream(
                new JsonMapper().readValue(Golden.path("alpaca-glm.json").toFile(), Case[].class));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fitsAsScikitLearn(Case given) {
        AlpacaGlm glm = AlpacaGlm.fit(given.comparisons(), given.gamedRows());
        boolean difficult = given.difficulties().length > 0;
        double[] weights =
                difficult
                        ? new double[] {glm.length(), glm.difficulty(), glm.system()}
                        : new double[] {glm.length(), glm.system()};
        assertThat(weights).containsExactly(given.weights(), within(1e-5));
        Estimate rate =
                glm.winRate(
                        difficult ? given.difficulties() : new double[given.preferences().length]);
        assertThat(100 * rate.mean()).isCloseTo(given.winRate(), within(1e-4));
        assertThat(100 * rate.se()).isCloseTo(given.standardError(), within(1e-4));
    }

    @Test
    void comparisonsWithoutAnAnswerCountForNothingButTheSpreadOfLengths() throws IOException {
        Case given = cases().findFirst().orElseThrow();
        double[] preferences = given.preferences().clone();
        preferences[3] = Double.NaN;
        AlpacaGlm glm =
                AlpacaGlm.fit(
                        new Comparisons(
                                preferences, given.lengthDifferences(), given.difficulties()),
                        given.gamedRows());
        assertThat(glm.length()).isFinite().isNotEqualTo(given.weights()[0]);
    }

    @Test
    void lengthsThatNeverDifferSayNothing() {
        double[] preferences = {0.2, 0.9, 0.4, 0.7, 0.6, 0.1, 0.8, 0.9};
        AlpacaGlm glm =
                AlpacaGlm.fit(
                        new Comparisons(preferences, new double[8], new double[0]), List.of());
        assertThat(glm.length()).isZero();
    }

    @Test
    void theBaselineWinsHalf() {
        assertThat(AlpacaGlm.BASELINE.winRate(new double[] {-1, 0, 3}).mean()).isEqualTo(0.5);
    }

    @Test
    void twoSystemsMirrorEachOther() {
        var one = new AlpacaGlm(-1, 0.7, 0.4);
        var other = new AlpacaGlm(-2, 0.2, -0.3);
        double[] difficulties = {-2, -1, 0, 0.5, 2};
        assertThat(
                        one.winRateAgainst(other, difficulties).mean()
                                + other.winRateAgainst(one, difficulties).mean())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void tooFewAnswersAreRefused() {
        double[] none = {Double.NaN, 0.5, 0.5, 0.5, 0.5};
        assertThatThrownBy(() -> new Comparisons(none, new double[5], new double[0]))
                .hasMessageContaining("at least 5")
                .hasMessageContaining("got 4");
    }

    @Test
    void aPreferenceBeyondOneIsRefused() {
        double[] wrong = {1.5, 0.5, 0.5, 0.5, 0.5};
        assertThatThrownBy(() -> new Comparisons(wrong, new double[5], new double[0]))
                .hasMessageContaining("1.5");
    }
}
