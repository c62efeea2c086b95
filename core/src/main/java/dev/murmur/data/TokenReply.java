package dev.murmur.data;

/// One reply as token ids.
///
/// @param ids at least one token
/// @param counts `counts[i]` is true where token `i` is the assistant's and so has a log-prob that
///   counts; false for a user's later turn inside a conversation
public record TokenReply(int[] ids, boolean[] counts) {
    public TokenReply {
        if (ids.length == 0) {
            throw new IllegalArgumentException("a reply needs at least one token");
        }
        if (ids.length != counts.length) {
            throw new IllegalArgumentException(
                    "ids has " + ids.length + " entries, counts " + counts.length);
        }
    }

    /// A reply whose every token counts.
    public static TokenReply of(int... ids) {
        var counts = new boolean[ids.length];
        java.util.Arrays.fill(counts, true);
        return new TokenReply(ids, counts);
    }

    /// How many tokens count.
    public int countedTokens() {
        int n = 0;
        for (boolean c : counts) {
            n += c ? 1 : 0;
        }
        return n;
    }
}
