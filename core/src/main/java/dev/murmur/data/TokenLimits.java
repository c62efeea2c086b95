package dev.murmur.data;

/// How many tokens a prompt and one reply may have together.
///
/// @param maxTokens of both
/// @param room tokens that stay free for a reply however short it is. Where the reply is not known
///   yet this is its limit, and everyone who encodes the prompt later cuts it at the same place; 0
///   leaves the prompt whatever its longest reply does not take
/// @param overlong what becomes of what is longer
public record TokenLimits(int maxTokens, int room, Overlong overlong) {
    /// Cuts and refuses nothing.
    public static final TokenLimits NONE = new TokenLimits(Integer.MAX_VALUE, 0, Overlong.ERROR);

    public TokenLimits {
        if (maxTokens < 2) {
            throw new IllegalArgumentException(
                    "max_tokens is " + maxTokens + ", must be at least 2 (a prompt and a reply)");
        }
        if (room < 0 || room >= maxTokens) {
            throw new IllegalArgumentException(
                    "room is " + room + ", must be in [0, " + maxTokens + ") to leave a prompt");
        }
    }
}
