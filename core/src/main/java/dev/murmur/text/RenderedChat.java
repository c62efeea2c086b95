package dev.murmur.text;

/// A conversation as token ids, with the assistant's own tokens marked.
///
/// @param ids token ids in order
/// @param reply `reply[i]` is true where the assistant wrote token `i` (its end-of-turn token
///   included), so where a language-modelling loss counts
public record RenderedChat(int[] ids, boolean[] reply) {
    public RenderedChat {
        if (ids.length != reply.length) {
            throw new IllegalArgumentException(
                    "ids has " + ids.length + " entries, reply " + reply.length);
        }
    }
}
