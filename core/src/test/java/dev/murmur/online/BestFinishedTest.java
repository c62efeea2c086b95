package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestFinishedTest {
    @Test
    void theBestIsKeptAndOfEqualOnesTheEarlier() {
        assertThat(kept(scored("abc", 1, 3, 2))).isEqualTo("b");
        assertThat(kept(scored("abc", 1, 3, 3))).isEqualTo("b");
    }

    @Test
    void aReplyThatWasCutOffIsNeverKept() {
        assertThat(kept(scored("aBc", 1, 3, 2))).isEqualTo("c");
    }

    @Test
    void promptsWithoutAReplyToKeepAreCountedByReason() {
        BestFinished.Kept kept =
                BestFinished.of(
                        List.of(
                                scored("ab", 1, 2),
                                scored("AB", 1, 2),
                                scored("ab", Double.NaN, Double.NaN),
                                scored("aB", Double.NaN, 1)));
        assertThat(kept.replies()).hasSize(1);
        assertThat(kept.skipped())
                .containsExactly(entry("no_finished_reply", 2), entry("no_scored_reply", 1));
        assertThat(kept.skippedPrompts()).isEqualTo(3);
    }

    @Test
    void theBatchRewardIsTheMeanOverPromptsOfAllTheirReplies() {
        Estimate reward =
                BatchReward.of(
                        List.of(
                                scored("ab", 1, 3),
                                scored("AB", 4, 4),
                                scored("ab", Double.NaN, 6),
                                scored("a", Double.NaN)));
        // Of 2, 4 and 6.
        assertThat(reward.mean()).isCloseTo(4, within(1e-12));
        assertThat(reward.se()).isCloseTo(2 / Math.sqrt(3), within(1e-12));
    }

    private static String kept(ScoredCandidates entry) {
        return BestFinished.of(List.of(entry)).replies().getFirst().replies().getFirst().text();
    }

    /// @param texts one letter a reply, a capital for one that was cut off
    private static ScoredCandidates scored(String texts, double... scores) {
        List<Reply> replies =
                texts.chars()
                        .mapToObj(c ->
                                new Reply(
                                        Character.toString(c),
                                        new int[] {c},
                                        Character.isUpperCase(c)
                                                ? FinishReason.LENGTH
                                                : FinishReason.STOP))
                        .toList();
        return new ScoredCandidates(
                new Candidates(FakeWorld.prompts(texts, 1).getFirst(), replies), scores);
    }
}
