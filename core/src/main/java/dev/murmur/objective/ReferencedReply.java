package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// A reply to a prompt with what the reference model thinks of it.
///
/// @param group one reply
/// @param reference its summed log-prob under the reference, nats
public record ReferencedReply(TokenGroup group, double reference) {
    public ReferencedReply {
        if (group.replies().size() != 1) {
            throw new IllegalArgumentException(
                    group.id() + ": has " + group.replies().size() + " replies, expected 1");
        }
    }
}
