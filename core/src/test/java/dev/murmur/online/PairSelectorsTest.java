package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PairSelectorsTest {
    private static final MustFinish CHOSEN = MustFinish.CHOSEN;

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void everySelectorIsRegistered() {
        assertThat(PairSelectors.BY_NAME)
                .containsOnly(
                        entry("best-worst", BestWorst.class),
                        entry("best-second", BestSecond.class),
                        entry("best-random", BestRandom.class));
    }

    @Test
    void theSecondIsTheBestOfThoseThatLost() {
        var selector = new BestSecond(0, CHOSEN);
        assertThat(texts(selector, scored("p", "abcd", 1, 3, 2, 0))).containsExactly("b", "c");
        // The same reply again, and a tie, are not second.
        assertThat(texts(selector, scored("p", "abbc", 1, 3, 2.9, 0))).containsExactly("b", "a");
        assertThat(texts(selector, scored("p", "abcd", 3, 3, 2, 0))).containsExactly("a", "c");
    }

    @Test
    void theMarginIsThatOfTheRepliesPicked() {
        var entry = scored("p", "abc", 3, 2, 0);
        assertThat(new BestSecond(1, CHOSEN).select(List.of(entry), 0).pairs()).hasSize(1);
        assertThat(new BestSecond(1.5, CHOSEN).select(List.of(entry), 0).skipped())
                .containsExactly(entry("margin_below_minimum", 1));
        assertThat(new BestWorst(1.5, CHOSEN).select(List.of(entry), 0).pairs()).hasSize(1);
    }

    @Test
    void aRandomLoserIsDrawnByPromptAndSeedAndEachIsAsLikely() {
        var selector = new BestRandom(0, CHOSEN);
        var counts = new TreeMap<String, Integer>();
        for (int p = 0; p < 3000; p++) {
            List<String> texts = texts(selector, scored("p" + p, "abcad", 1, 5, 2, 1, 5));
            assertThat(texts.getFirst()).isEqualTo("b");
            counts.merge(texts.getLast(), 1, Integer::sum);
        }
        // Both samples of 'a' count; 'd' is as good as the best.
        assertThat(counts).containsOnlyKeys("a", "c");
        assertThat(counts.get("a")).isBetween(1900, 2100);
    }

    @Test
    void anotherSeedDrawsOtherLosersAndTheSameSeedTheSame() {
        List<ScoredCandidates> all =
                IntStream.range(0, 50).mapToObj(p -> scored("p" + p, "abcd", 4, 3, 2, 1)).toList();
        var selector = new BestRandom(0, CHOSEN);
        assertThat(selector.select(all, 1)).isEqualTo(selector.select(all, 1));
        assertThat(selector.select(all, 1)).isNotEqualTo(selector.select(all, 2));
        assertThat(new BestWorst(0, CHOSEN).select(all, 1))
                .isEqualTo(new BestWorst(0, CHOSEN).select(all, 2));
    }

    @Test
    void whoMustFinishIsASetting() {
        var entry =
                new ScoredCandidates(
                        new Candidates(
                                prompt("p"), List.of(cut("a"), done("b"), done("c"), cut("d"))),
                        new double[] {9, 5, 3, 1});
        assertThat(texts(new BestWorst(0, MustFinish.CHOSEN), entry)).containsExactly("b", "d");
        assertThat(texts(new BestWorst(0, MustFinish.BOTH), entry)).containsExactly("b", "c");
        assertThat(texts(new BestWorst(0, MustFinish.NEITHER), entry)).containsExactly("a", "d");
        assertThat(texts(new BestSecond(0, MustFinish.NEITHER), entry)).containsExactly("a", "b");
        assertThat(texts(new BestSecond(0, MustFinish.BOTH), entry)).containsExactly("b", "c");
    }

    @Test
    void oneFinishedReplyMakesNoPairIfBothMustFinish() {
        var entry =
                new ScoredCandidates(
                        new Candidates(prompt("p"), List.of(cut("a"), done("b"))),
                        new double[] {1, 5});
        assertThat(new BestRandom(0, MustFinish.BOTH).select(List.of(entry), 0).skipped())
                .containsExactly(entry("no_finished_reply", 1));
    }

    @Test
    void everySelectorRefusesAMarginBelowZero() {
        assertThatThrownBy(() -> new BestSecond(-1, CHOSEN))
                .hasMessage(
                        "pairs.min_margin is -1.0, must be 0 (every difference counts) or more");
        assertThatThrownBy(() -> new BestRandom(Double.NaN, CHOSEN))
                .hasMessageStartingWith("pairs.min_margin is NaN");
    }

    @ParameterizedTest
    @EnumSource
    void noPromptIsLostAndTheChosenAlwaysWins(MustFinish mustFinish) {
        for (PairSelector selector :
                List.of(
                        new BestWorst(1, mustFinish),
                        new BestSecond(1, mustFinish),
                        new BestRandom(1, mustFinish))) {
            seeds().forEach(seed -> requireOrdered(selector, random(seed), seed));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSecondScoresAtLeastWhatTheWorstDoes(int seed) {
        List<ScoredCandidates> all = random(seed);
        Selection worst = new BestWorst(0, CHOSEN).select(all, seed);
        Selection second = new BestSecond(0, CHOSEN).select(all, seed);
        for (PreferencePair pair : worst.pairs()) {
            PreferencePair harder =
                    second.pairs().stream()
                            .filter(p -> p.prompt().id().equals(pair.prompt().id()))
                            .findFirst()
                            .orElseThrow();
            assertThat(harder.chosen()).isEqualTo(pair.chosen());
            assertThat(harder.scores().rejected()).isGreaterThanOrEqualTo(pair.scores().rejected());
        }
    }

    private static void requireOrdered(
            PairSelector selector, List<ScoredCandidates> all, int seed) {
        Selection selection = selector.select(all, seed);
        assertThat(selection.pairs().size() + selection.skippedPrompts())
                .as("seed %s", seed)
                .isEqualTo(all.size());
        assertThat(selection.pairs())
                .as("seed %s", seed)
                .allMatch(pair -> pair.scores().chosen() - pair.scores().rejected() >= 1)
                .allMatch(pair -> !pair.chosen().text().equals(pair.rejected().text()));
    }

    private static List<ScoredCandidates> random(int seed) {
        var random = new Random(seed);
        var all = new ArrayList<ScoredCandidates>();
        for (int i = 0; i < 20; i++) {
            var replies = new ArrayList<Reply>();
            int n = random.nextInt(5);
            for (int k = 0; k < n; k++) {
                String text = "r" + random.nextInt(3);
                replies.add(random.nextInt(4) == 0 ? cut(text) : done(text));
            }
            // One text has one score.
            double[] scores =
                    replies.stream()
                            .mapToDouble(r -> r.text().hashCode() % 5 * (1 + seed % 3))
                            .toArray();
            all.add(new ScoredCandidates(new Candidates(prompt("p" + i), replies), scores));
        }
        return all;
    }

    private static List<String> texts(PairSelector selector, ScoredCandidates entry) {
        PreferencePair pair = selector.select(List.of(entry), 7).pairs().getFirst();
        return List.of(pair.chosen().text(), pair.rejected().text());
    }

    /// @param texts one letter a reply
    private static ScoredCandidates scored(String id, String texts, double... scores) {
        List<Reply> replies = texts.chars().mapToObj(c -> done(Character.toString(c))).toList();
        return new ScoredCandidates(new Candidates(prompt(id), replies), scores);
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
