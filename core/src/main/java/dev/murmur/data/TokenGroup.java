package dev.murmur.data;

import java.util.List;

/// The unit of all computation: a prompt's token ids once, then its K replies.
///
/// @param id the prompt's id
/// @param prompt at least one token (its last one predicts each reply's first)
/// @param replies at least one
public record TokenGroup(String id, int[] prompt, List<TokenReply> replies) {
    public TokenGroup {
        replies = List.copyOf(replies);
        if (prompt.length == 0) {
            throw new IllegalArgumentException(id + ": a group needs at least one prompt token");
        }
        if (replies.isEmpty()) {
            throw new IllegalArgumentException(id + ": a group needs at least one reply");
        }
    }

    /// Tokens the model computes: the prompt once and every reply.
    public int tokens() {
        int n = prompt.length;
        for (TokenReply reply : replies) {
            n += reply.ids().length;
        }
        return n;
    }
}
