package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// Ranked replies, for reward models.
///
/// @param ranks one a reply, 1 is best, equal ranks are ties
/// @param margin of a pair, how much better its better reply is; 0 if nothing says so
public record Ranking(TokenGroup group, double[] ranks, double margin) implements TrainingExample {
    /// A ranking of which only the order is known.
    public Ranking(TokenGroup group, double[] ranks) {
        this(group, ranks, 0);
    }

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
