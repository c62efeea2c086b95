package dev.murmur.data;

/// Candidates with one score each.
///
/// @param scores as many as replies, in their order, in the unit of the reward that made them
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
}
