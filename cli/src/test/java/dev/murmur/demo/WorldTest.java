package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.demo.World.Answer;
import dev.murmur.demo.World.Exchange;
import dev.murmur.demo.World.Ranking;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorldTest {
    private static final World WORLD = new World(WorldSettings.of(DemoSize.DEFAULT), 7);
    private static final List<Exchange> CONVERSATIONS = WORLD.conversations();
    private static final List<Ranking> RANKINGS = WORLD.rankings();

    @Test
    void theSameSeedTellsTheSameWorldAndAnotherSeedAnother() {
        World again = new World(WorldSettings.of(DemoSize.DEFAULT), 7);
        World other = new World(WorldSettings.of(DemoSize.DEFAULT), 8);
        assertThat(again.conversations()).isEqualTo(CONVERSATIONS);
        assertThat(again.rankings()).isEqualTo(RANKINGS);
        assertThat(other.conversations()).isNotEqualTo(CONVERSATIONS);
    }

    @Test
    void conversationsAreRightOnlyPartOfTheTimeAndSpreadInLength() {
        double right =
                mean(
                        CONVERSATIONS.stream()
                                .mapToDouble(e -> gold(e.question(), e.reply()) == 1 ? 1 : 0));
        double words = mean(CONVERSATIONS.stream().mapToDouble(e -> Annotator.words(e.reply())));
        double sd =
                sd(CONVERSATIONS.stream().mapToDouble(e -> Annotator.words(e.reply())).toArray());
        assertThat(right).isBetween(0.45, 0.65);
        assertThat(words).isBetween(14.0, 20.0);
        assertThat(sd).isBetween(7.0, 12.0);
    }

    @Test
    void rightnessAndLengthOfConversationsAreUnrelated() {
        double c =
                correlation(
                        CONVERSATIONS,
                        e -> gold(e.question(), e.reply()),
                        e -> Annotator.words(e.reply()));
        assertThat(c).isCloseTo(0, within(0.15));
    }

    @Test
    void ranksFollowQualityAndLength() {
        record Row(double gold, double words, double rank) {}
        List<Row> rows =
                RANKINGS.stream()
                        .flatMap(r ->
                                r.answers().stream()
                                        .map(a ->
                                                new Row(
                                                        gold(r.question(), a.text()),
                                                        Annotator.words(a.text()),
                                                        a.rank())))
                        .toList();
        double quality = correlation(rows, Row::gold, Row::rank);
        double length = correlation(rows, Row::words, Row::rank);
        assertThat(quality).isBetween(-0.8, -0.4);
        assertThat(length).isBetween(-0.6, -0.05);
    }

    @Test
    void rankingsHaveOneReplyOfEachWriterAndSomeTies() {
        assertThat(RANKINGS)
                .allSatisfy(r -> {
                    assertThat(r.answers())
                            .hasSize(7)
                            .extracting(Answer::writer)
                            .doesNotHaveDuplicates();
                    assertThat(r.answers()).extracting(Answer::rank).contains(1);
                });
        assertThat(
                        RANKINGS.stream()
                                .filter(r ->
                                        r.answers().stream().map(Answer::rank).distinct().count()
                                                < 7)
                                .count())
                .isBetween(1L, (long) RANKINGS.size() - 1);
    }

    @Test
    void noHeldOutQuestionIsInAnyTrainingFileButEveryTopicIs() {
        Set<String> seen = new HashSet<>();
        CONVERSATIONS.forEach(e -> seen.add(e.question().text()));
        RANKINGS.forEach(r -> seen.add(r.question().text()));
        WORLD.prompts().forEach(q -> seen.add(q.text()));
        Set<String> heldOut = new HashSet<>();
        WORLD.heldOutPrompts().forEach(q -> heldOut.add(q.text()));
        WORLD.heldOutRankings().forEach(r -> heldOut.add(r.question().text()));
        assertThat(heldOut).isNotEmpty().doesNotContainAnyElementsOf(seen);
        assertThat(CONVERSATIONS.stream().map(e -> e.question().topic().id()).distinct())
                .containsAll(WORLD.heldOutPrompts().stream().map(q -> q.topic().id()).toList());
    }

    @Test
    void aQuestionThatIsRankedTwiceHasOtherReplies() {
        assertThat(RANKINGS).hasSizeGreaterThan(WORLD.prompts().size()).doesNotHaveDuplicates();
    }

    @Test
    void promptsDoNotRepeat() {
        assertThat(Stream.concat(WORLD.prompts().stream(), WORLD.heldOutPrompts().stream()))
                .extracting(Question::id)
                .doesNotHaveDuplicates();
    }

    private static double gold(Question question, String reply) {
        return World.GOLD.rule().score(question.prompt(), reply);
    }

    private static <T> double correlation(
            List<T> rows, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
        double mx = mean(rows.stream().mapToDouble(x));
        double my = mean(rows.stream().mapToDouble(y));
        double covariance =
                mean(
                        rows.stream()
                                .mapToDouble(r ->
                                        (x.applyAsDouble(r) - mx) * (y.applyAsDouble(r) - my)));
        return covariance
                / sd(rows.stream().mapToDouble(x).toArray())
                / sd(rows.stream().mapToDouble(y).toArray());
    }

    private static double sd(double[] values) {
        double mean = mean(DoubleStream.of(values));
        return Math.sqrt(mean(DoubleStream.of(values).map(v -> (v - mean) * (v - mean))));
    }

    private static double mean(DoubleStream values) {
        return values.average().orElseThrow();
    }
}
