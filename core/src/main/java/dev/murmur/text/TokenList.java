package dev.murmur.text;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Grows a [RenderedChat] piece by piece. Used by templates.
final class TokenList {
    private final IntStream.Builder ids = IntStream.builder();
    private final java.util.BitSet reply = new java.util.BitSet();
    private int size;

    /// Appends ids, all of them the assistant's or none.
    TokenList add(boolean assistants, int... more) {
        Arrays.stream(more).forEach(ids::add);
        reply.set(size, size + more.length, assistants);
        size += more.length;
        return this;
    }

    RenderedChat toChat() {
        var mask = new boolean[size];
        reply.stream().forEach(i -> mask[i] = true);
        return new RenderedChat(ids.build().toArray(), mask);
    }
}
