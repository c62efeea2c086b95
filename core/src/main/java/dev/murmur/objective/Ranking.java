package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// Ranked replies, for reward models.
///
/// @param ranks one a reply, 1 is best, equal ranks are ties
public record Ranking(TokenGroup group, double[] ranks) implements TrainingExample {
    public Ranking {
        if (group.replies().size() != ranks.length) {
            throw new IllegalArgumentException(
                    group.id()
                            + " has "
                            + group.replies().size()
                            + " replies and "
                            + ranks.length
                            + " ranks");
        }
    }
}
