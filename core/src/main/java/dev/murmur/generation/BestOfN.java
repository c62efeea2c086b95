package dev.murmur.generation;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.ScoredCandidates;
import java.util.List;

/// Keeps the reply with the highest score of each prompt; of equal scores the earlier sample.
///
/// What it costs in KL to the sampling model, and what it gains, is in
/// [dev.murmur.evaluation.BestOfNCurve].
public final class BestOfN {
    private BestOfN() {}

    /// @return in the order of the prompts, one reply each
    /// @throws DataException if a prompt has no reply with a score
    public static List<Candidates> pick(List<ScoredCandidates> scored) {
        return scored.stream().map(BestOfN::pick).toList();
    }

    private static Candidates pick(ScoredCandidates scored) {
        ScoredCandidates competing = scored.competing();
        double[] scores = competing.scores();
        if (scores.length == 0) {
            throw new DataException(
                    "no reply to prompt '"
                            + scored.candidates().prompt().id()
                            + "' has a score, so none is the best");
        }
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        Candidates candidates = competing.candidates();
        return new Candidates(candidates.prompt(), List.of(candidates.replies().get(best)));
    }
}
