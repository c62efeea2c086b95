package dev.murmur.generation;

import dev.murmur.data.Candidates;
import dev.murmur.data.ScoredCandidates;
import java.util.List;

/// Keeps the reply with the highest score of each prompt; of equal scores the earlier sample.
///
/// What it costs in KL to the sampling model, and what it gains, is in
/// [dev.murmur.evaluation.BestOfNCurve].
public final class BestOfN {
    private BestOfN() {}

    /// @return in the order of the prompts, one reply each
    public static List<Candidates> pick(List<ScoredCandidates> scored) {
        return scored.stream().map(BestOfN::pick).toList();
    }

    private static Candidates pick(ScoredCandidates scored) {
        Candidates candidates = scored.candidates();
        int best = 0;
        for (int i = 1; i < scored.scores().length; i++) {
            if (scored.scores()[i] > scored.scores()[best]) {
                best = i;
            }
        }
        return new Candidates(candidates.prompt(), List.of(candidates.replies().get(best)));
    }
}
