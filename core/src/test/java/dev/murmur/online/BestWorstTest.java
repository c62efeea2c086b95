package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.PairScores;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BestWorstTest {
    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void theBestIsChosenOverTheWorst() {
        var selection =
                bestWorst(0)
                        .select(List.of(scored("p", List.of("a", "b", "c"), 0.5, 2.0, -1.0)), 0);
        assertThat(selection.skipped()).isEmpty();
        PreferencePair pair = selection.pairs().getFirst();
        assertThat(pair.prompt().id()).isEqualTo("p");
        assertThat(pair.chosen().text()).isEqualTo("b");
        assertThat(pair.rejected().text()).isEqualTo("c");
        assertThat(pair.scores()).isEqualTo(new PairScores(2.0, -1.0));
    }

    @Test
    void equalTextsMakeNoPairThoughTheirScoresDifferInTheLastBit() {
        var selection =
                bestWorst(0)
                        .select(
                                List.of(
                                        scored(
                                                "p",
                                                List.of("a", "b", "a"),
                                                Math.nextUp(Math.nextUp(1.0)),
                                                Math.nextUp(1.0),
                                                1.0)),
                                0);
        assertThat(selection.pairs()).isEmpty();
        assertThat(selection.skipped()).containsExactly(entry("tied_scores", 1));
    }

    @Test
    void ofEqualScoresTheEarlierSampleCounts() {
        var pair =
                bestWorst(0)
                        .select(List.of(scored("p", List.of("a", "b", "c", "d"), 1, 0, 1, 0)), 0)
                        .pairs()
                        .getFirst();
        assertThat(pair.chosen().text()).isEqualTo("a");
        assertThat(pair.rejected().text()).isEqualTo("b");
    }

    @Test
    void promptsWithoutAPairAreCountedByReason() {
        Selection selection =
                bestWorst(0.5)
                        .select(
                                List.of(
                                        scored("one", List.of("a"), 1),
                                        scored("same", List.of("a", "a"), 1, 1),
                                        scored("tie", List.of("a", "b"), 1, 1),
                                        scored("tie 2", List.of("a", "b"), 0, 0),
                                        scored("close", List.of("a", "b"), 1, 0.75),
                                        scored("good", List.of("a", "b"), 1, 0.5),
                                        unfinished("cut", 1, 0)),
                                0);
        assertThat(selection.pairs()).extracting(p -> p.prompt().id()).containsExactly("good");
        assertThat(selection.skipped())
                .containsExactly(
                        entry("fewer_than_two_replies", 1),
                        entry("identical_replies", 1),
                        entry("margin_below_minimum", 1),
                        entry("no_finished_reply", 1),
                        entry("tied_scores", 2));
        assertThat(selection.skippedPrompts()).isEqualTo(6);
    }

    @Test
    void aReplyCutOffIsNeverChosenButMayBeRejected() {
        var cutBest = new Candidates(prompt("p"), List.of(cut("long"), done("b"), done("c")));
        var pair = only(new ScoredCandidates(cutBest, new double[] {9, 2, 1}));
        assertThat(pair.chosen().text()).isEqualTo("b");
        assertThat(pair.rejected().text()).isEqualTo("c");

        var cutWorst = new Candidates(prompt("p"), List.of(cut("long"), done("b"), done("c")));
        pair = only(new ScoredCandidates(cutWorst, new double[] {0, 2, 1}));
        assertThat(pair.chosen().text()).isEqualTo("b");
        assertThat(pair.rejected().text()).isEqualTo("long");
    }

    @Test
    void impossibleSettingsAndScoresAreRefused() {
        assertThatThrownBy(() -> bestWorst(-0.1))
                .hasMessage(
                        "pairs.min_margin is -0.1, must be 0 (every difference counts) or more");
        assertThatThrownBy(() -> bestWorst(Double.NaN)).hasMessageContaining("is NaN");
        assertThatThrownBy(() -> only(scored("p7", List.of("a", "b"), 1, Double.NaN)))
                .hasMessage("reply 1 of prompt p7 has the score NaN, must be a finite number");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPromptIsLostAndEveryPairHoldsItsMargin(int seed) {
        var random = new Random(seed);
        var all = new ArrayList<ScoredCandidates>();
        for (int i = 0; i < 20; i++) {
            var replies = new ArrayList<Reply>();
            int n = random.nextInt(5);
            for (int k = 0; k < n; k++) {
                String text = "r" + random.nextInt(3);
                replies.add(random.nextInt(4) == 0 ? cut(text) : done(text));
            }
            double[] scores = random.ints(n, 0, 5).asDoubleStream().toArray();
            all.add(new ScoredCandidates(new Candidates(prompt("p" + i), replies), scores));
        }
        Selection selection = bestWorst(2).select(all, 0);
        assertThat(selection.pairs().size() + selection.skippedPrompts()).isEqualTo(all.size());
        for (PreferencePair pair : selection.pairs()) {
            assertThat(pair.chosen().finish()).isEqualTo(FinishReason.STOP);
            assertThat(pair.chosen()).isNotSameAs(pair.rejected());
        }
        assertThat(bestWorst(2).select(all, 0)).isEqualTo(selection);
    }

    private static BestWorst bestWorst(double minMargin) {
        return new BestWorst(minMargin, MustFinish.CHOSEN);
    }

    private static PreferencePair only(ScoredCandidates scored) {
        return bestWorst(0).select(List.of(scored), 0).pairs().getFirst();
    }

    private static ScoredCandidates scored(String id, List<String> texts, double... scores) {
        List<Reply> replies = texts.stream().map(BestWorstTest::done).toList();
        return new ScoredCandidates(new Candidates(prompt(id), replies), scores);
    }

    private static ScoredCandidates unfinished(String id, double... scores) {
        var candidates = new Candidates(prompt(id), List.of(cut("a"), cut("b")));
        return new ScoredCandidates(candidates, scores);
    }

    private static Prompt prompt(String id) {
        return new Prompt(id, List.of(ChatMessage.user("hello")), "", Map.of());
    }

    private static Reply done(String text) {
        return Reply.written(text);
    }

    private static Reply cut(String text) {
        return new Reply(text, new int[] {1}, FinishReason.LENGTH);
    }
}
