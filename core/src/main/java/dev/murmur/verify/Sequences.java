package dev.murmur.verify;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.Arrays;
import java.util.List;

/// Plain sequences as the models here take them.
final class Sequences {
    private Sequences() {}

    /// A sequence as a reply to its first token.
    static TokenGroup group(int[] ids) {
        var rest = TokenReply.of(Arrays.copyOfRange(ids, 1, ids.length));
        return new TokenGroup("sequence", new int[] {ids[0]}, List.of(rest));
    }
}
