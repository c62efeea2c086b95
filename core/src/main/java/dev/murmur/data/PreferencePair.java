package dev.murmur.data;

import org.jspecify.annotations.Nullable;

/// Two replies to one prompt, the first preferred.
///
/// @param scores what a reward model gave them, if one selected the pair
public record PreferencePair(
        Prompt prompt, Reply chosen, Reply rejected, @Nullable PairScores scores) {
    /// A pair that no reward model scored.
    public PreferencePair(Prompt prompt, Reply chosen, Reply rejected) {
        this(prompt, chosen, rejected, null);
    }
}
