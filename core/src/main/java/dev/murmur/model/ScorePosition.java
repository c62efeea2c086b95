package dev.murmur.model;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;

/// Finds the token of a prompt and its reply whose hidden state is scored, see [ScoreAt].
@FunctionalInterface
public interface ScorePosition {
    /// The reply's last token.
    ScorePosition LAST = (group, reply) -> group.prompt().length + reply.ids().length - 1;

    /// @return index into the prompt followed by the reply
    int of(TokenGroup group, TokenReply reply);
}
