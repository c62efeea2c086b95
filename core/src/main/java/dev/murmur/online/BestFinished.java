package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.ScoredCandidates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Rejection sampling: of each prompt's replies the one with the highest reward, of equal ones the
/// earlier sample, as in Merlinite-7B-pt and RAFT (Dong et al. 2023, arXiv 2304.06767).
///
/// We depart in one thing: a reply that was cut off at the length limit is never kept, since
/// imitating it teaches not to end.
final class BestFinished {
    static final String UNFINISHED = "no_finished_reply";
    static final String UNSCORED = "no_scored_reply";

    private BestFinished() {}

    /// @param replies one each
    /// @param skipped reason to number of prompts; prompts in = replies + skipped
    record Kept(List<Candidates> replies, SortedMap<String, Integer> skipped) {
        Kept {
            replies = List.copyOf(replies);
            skipped = Collections.unmodifiableSortedMap(new TreeMap<>(skipped));
        }

        int skippedPrompts() {
            return skipped.values().stream().mapToInt(n -> n).sum();
        }
    }

    static Kept of(List<ScoredCandidates> scored) {
        var kept = new ArrayList<Candidates>();
        var skipped = new TreeMap<String, Integer>();
        for (ScoredCandidates entry : scored) {
            ScoredCandidates competing = entry.competing();
            Candidates candidates = competing.candidates();
            OptionalInt best = best(competing);
            if (best.isPresent()) {
                var reply = candidates.replies().get(best.getAsInt());
                kept.add(new Candidates(candidates.prompt(), List.of(reply)));
            } else {
                String reason = candidates.replies().isEmpty() ? UNSCORED : UNFINISHED;
                skipped.merge(reason, 1, Integer::sum);
            }
        }
        return new Kept(kept, skipped);
    }

    private static OptionalInt best(ScoredCandidates entry) {
        return PairRule.highest(
                entry,
                IntStream.range(0, entry.scores().length)
                        .filter(i ->
                                entry.candidates().replies().get(i).finish() == FinishReason.STOP));
    }
}
