package dev.murmur.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.data.KeyedRandom;
import dev.murmur.evaluation.ArenaScores.Score;
import dev.murmur.evaluation.ArenaScores.StyleEffects;
import dev.murmur.golden.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArenaScoresTest {
    private static final ReplyStyle STYLE = new ReplyStyle(100, 0, 0, 0);
    private static final int ROUNDS = 20;

    /// What `tools/golden/arena_hard.py` wrote.
    record Fixture(List<Case> cases, List<StyledText> texts) {
        static Fixture read() throws IOException {
            return new JsonMapper()
                    .readValue(Golden.path("arena-hard.json").toFile(), Fixture.class);
        }
    }

    record StyledText(String text, int[] style) {}

    record Case(String name, List<Row> battles, Map<String, Double> plain, Styled styled) {
        List<ArenaBattle> arenaBattles() {
            return battles.stream().map(Row::battle).toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    record Row(
            String model,
            String question,
            List<@Nullable String> games,
            int[] style,
            @JsonProperty("baseline_style") int[] baselineStyle) {
        ArenaBattle battle() {
            return new ArenaBattle(
                    model,
                    question,
                    verdict(games.get(0)),
                    verdict(games.get(1)),
                    style(style),
                    style(baselineStyle));
        }

        private static @Nullable ArenaVerdict verdict(@Nullable String label) {
            return label == null ? null : ArenaVerdict.of(label).orElseThrow();
        }

        private static ReplyStyle style(int[] counts) {
            return new ReplyStyle(counts[0], counts[1], counts[2], counts[3]);
        }
    }

    record Styled(
            @JsonProperty("at_equal_style") Map<String, Double> atEqualStyle,
            Map<String, Double> centred,
            double shift,
            double[] effects) {}

    static Stream<Case> cases() throws IOException {
        return Fixture.read().cases().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsScikitLearnsFitToRepeatedGames(Case given) {
        ArenaScores scores = ArenaScores.of(given.arenaBattles(), ROUNDS, 1);
        assertThat(scores.models()).hasSameSizeAs(given.plain().keySet());
        for (Score score : scores.models()) {
            assertThat(score.score())
                    .as(score.model())
                    .isCloseTo(given.plain().get(score.model()), within(1e-6));
        }
        assertThat(scores.style()).isNull();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsScikitLearnsFitWithStyle(Case given) {
        ArenaScores scores = ArenaScores.styleControlled(given.arenaBattles(), ROUNDS, 1);
        Styled expected = given.styled();
        for (Score score : scores.models()) {
            assertThat(score.score())
                    .as(score.model())
                    .isCloseTo(expected.atEqualStyle().get(score.model()), within(1e-6));
            double logOdds = Math.log(score.score() / (1 - score.score()));
            assertThat(LogisticRegression.sigmoid(logOdds + expected.shift()))
                    .as("Arena-Hard's, at the mean style")
                    .isCloseTo(expected.centred().get(score.model()), within(1e-6));
        }
        assertThat(scores.style())
                .usingRecursiveComparison()
                .withComparatorForType(ArenaScoresTest::within1e6, Double.class)
                .isEqualTo(
                        new StyleEffects(
                                expected.effects()[0],
                                expected.effects()[1],
                                expected.effects()[2],
                                expected.effects()[3]));
    }

    private static int within1e6(double a, double b) {
        return Math.abs(a - b) < 1e-6 ? 0 : Double.compare(a, b);
    }

    @Test
    void strongVerdictsCountThreeTimesAndTiesHalf() {
        // The model's part: 3 of 3 and 1 of 1; a tie and a loss: 0.5 of 2.
        List<ArenaBattle> battles =
                List.of(
                        battle("q1", ArenaVerdict.B_MUCH_BETTER, ArenaVerdict.A_BETTER),
                        battle("q2", ArenaVerdict.TIE, ArenaVerdict.B_BETTER));
        Score score = ArenaScores.of(battles, ROUNDS, 1).models().getFirst();
        assertThat(score.score()).isEqualTo(4.5 / 6);
        assertThat(score.questions()).isEqualTo(2);
        assertThat(score.unreadable()).isZero();
    }

    @Test
    void aGameWithoutAVerdictCountsNowhere() {
        List<ArenaBattle> battles =
                List.of(
                        battle("q1", null, ArenaVerdict.A_BETTER),
                        battle("q2", ArenaVerdict.A_BETTER, ArenaVerdict.TIE),
                        battle("q3", null, null));
        Score score = ArenaScores.of(battles, ROUNDS, 1).models().getFirst();
        assertThat(score.score()).isEqualTo(1.5 / 3);
        assertThat(score.questions()).isEqualTo(2);
        assertThat(score.unreadable()).isEqualTo(3);
    }

    @Test
    void aModelThatWinsEverythingHasOne() {
        List<ArenaBattle> battles =
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                new ArenaBattle(
                                        "model",
                                        "q" + i,
                                        ArenaVerdict.B_BETTER,
                                        ArenaVerdict.A_MUCH_BETTER,
                                        new ReplyStyle(100 + i % 7, i % 3, i % 5, 0),
                                        new ReplyStyle(100, 1, 2, 1)))
                        .toList();
        Score score = ArenaScores.of(battles, ROUNDS, 1).models().getFirst();
        assertThat(List.of(score.score(), score.low(), score.high(), 1 - score.se()))
                .containsOnly(1.0);
        Score styled = ArenaScores.styleControlled(battles, ROUNDS, 1).models().getFirst();
        assertThat(styled.score()).isBetween(0.999, 1.0);
    }

    @Test
    void styleThatNeverDiffersChangesNothing() {
        List<ArenaBattle> battles = random(5, 40);
        Score plain = ArenaScores.of(battles, ROUNDS, 3).models().getFirst();
        ArenaScores styled = ArenaScores.styleControlled(battles, ROUNDS, 3);
        Score score = styled.models().getFirst();
        assertThat(score.score()).isCloseTo(plain.score(), within(1e-7));
        assertThat(score.se()).isCloseTo(plain.se(), within(1e-7));
        assertThat(score.low()).isCloseTo(plain.low(), within(1e-7));
        assertThat(styled.style()).isEqualTo(new StyleEffects(0, 0, 0, 0));
    }

    @Test
    void withoutStyleControlAScoreDoesNotDependOnOtherModels() throws IOException {
        List<ArenaBattle> all = Fixture.read().cases().getLast().arenaBattles();
        List<Score> together = ArenaScores.of(all, ROUNDS, 7).models();
        for (Score score : together) {
            List<ArenaBattle> own =
                    all.stream().filter(b -> b.model().equals(score.model())).toList();
            assertThat(ArenaScores.of(own, ROUNDS, 7).models()).containsExactly(score);
        }
    }

    /// Each battle wins or loses as a whole, so the interval is that of a share of coin tosses.
    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        int held = 0;
        for (int seed = 0; seed < 200; seed++) {
            Score score =
                    ArenaScores.of(random(seed, 100), ArenaScores.ROUNDS, seed).models().getFirst();
            held += score.low() <= 0.5 && 0.5 <= score.high() ? 1 : 0;
            assertThat(score.se()).as("seed %d", seed).isCloseTo(0.05, within(0.02));
        }
        assertThat(held).isBetween(178, 198);
    }

    @Test
    void twoBattlesOnAQuestionAreRefused() {
        ArenaBattle battle = battle("q1", ArenaVerdict.TIE, ArenaVerdict.TIE);
        assertThatThrownBy(() -> ArenaScores.of(List.of(battle, battle), ROUNDS, 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "model has two battles on question q1; score one run of the judge at a"
                                + " time");
    }

    @Test
    void aModelWithoutAVerdictIsRefused() {
        assertThatThrownBy(() -> ArenaScores.of(List.of(battle("q1", null, null)), ROUNDS, 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "no verdict on model could be read; a score needs at least one question"
                                + " with a verdict");
    }

    @Test
    void aBootstrapNeedsTwoRounds() {
        List<ArenaBattle> battles = random(1, 3);
        assertThatThrownBy(() -> ArenaScores.of(battles, 1, 1))
                .hasMessage("a bootstrap needs at least 2 rounds, got 1");
    }

    @Test
    void stylesAreCountedAsPythonCountsThem() throws IOException {
        for (StyledText text : Fixture.read().texts()) {
            assertThat(ReplyStyle.of(text.text()))
                    .as(text.text())
                    .isEqualTo(Row.style(text.style()));
        }
    }

    @Test
    void labelsAreReadBack() {
        for (ArenaVerdict verdict : ArenaVerdict.values()) {
            assertThat(ArenaVerdict.of(verdict.label())).contains(verdict);
        }
        assertThat(ArenaVerdict.of("A<B")).isEmpty();
    }

    private static ArenaBattle battle(
            String question,
            @Nullable ArenaVerdict baselineFirst,
            @Nullable ArenaVerdict modelFirst) {
        return new ArenaBattle("model", question, baselineFirst, modelFirst, STYLE, STYLE);
    }

    /// Battles that are won or lost in both games, as coins fall.
    private static List<ArenaBattle> random(long seed, int n) {
        long key = KeyedRandom.key(seed, "arena", "test");
        var battles = new ArrayList<ArenaBattle>();
        for (int i = 0; i < n; i++) {
            battles.add(
                    KeyedRandom.below(2, key, i) == 0
                            ? battle("q" + i, ArenaVerdict.B_BETTER, ArenaVerdict.A_BETTER)
                            : battle("q" + i, ArenaVerdict.A_BETTER, ArenaVerdict.B_BETTER));
        }
        return battles;
    }
}
