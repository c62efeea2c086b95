package dev.murmur.data;

import java.util.List;

/// K replies to one prompt with ranks, as in Nectar: 1 is best, equal ranks are ties, fractions are
/// allowed.
///
/// @param replies at least two
/// @param ranks as many as replies, in their order
public record RankedReplies(Prompt prompt, List<Reply> replies, double[] ranks) {
    public RankedReplies {
        replies = List.copyOf(replies);
        if (ranks.length != replies.size()) {
            throw new IllegalArgumentException(
                    prompt.id()
                            + " has "
                            + replies.size()
                            + " replies and "
                            + ranks.length
                            + " ranks");
        }
    }
}
