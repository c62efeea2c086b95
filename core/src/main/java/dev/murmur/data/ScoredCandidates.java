package dev.murmur.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Candidates with one score each.
///
/// @param scores as many as replies, in their order, in the unit of the reward that made them; NaN,
///   `null` in files, where the reward could give none
public record ScoredCandidates(Candidates candidates, double[] scores) {
    public ScoredCandidates {
        if (scores.length != candidates.replies().size()) {
            throw new IllegalArgumentException(
                    candidates.prompt().id()
                            + " has "
                            + candidates.replies().size()
                            + " replies and "
                            + scores.length
                            + " scores");
        }
    }

    /// How many replies have no score.
    public int unscored() {
        return (int) Arrays.stream(scores).filter(Double::isNaN).count();
    }

    /// The replies that have a score, in their order: those that can compete. May be none.
    public ScoredCandidates competing() {
        int[] kept =
                IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).toArray();
        if (kept.length == scores.length) {
            return this;
        }
        return new ScoredCandidates(
                new Candidates(
                        candidates.prompt(),
                        Arrays.stream(kept).mapToObj(candidates.replies()::get).toList()),
                Arrays.stream(kept).mapToDouble(i -> scores[i]).toArray());
    }
}
