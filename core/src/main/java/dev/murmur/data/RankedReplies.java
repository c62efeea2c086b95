package dev.murmur.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// K replies to one prompt with ranks, as in Nectar: 1 is best, equal ranks are ties, fractions are
/// allowed.
///
/// @param replies at least two
/// @param ranks as many as replies, in their order
/// @param margin of a pair, how much better its chosen reply is; null if the row does not say
public record RankedReplies(
        Prompt prompt, List<Reply> replies, double[] ranks, @Nullable Double margin) {
    /// Replies of which only the order is known.
    public RankedReplies(Prompt prompt, List<Reply> replies, double[] ranks) {
        this(prompt, replies, ranks, null);
    }

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
