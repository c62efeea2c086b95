package dev.murmur.generation;

/// Hears of every step of a [BatchDecoder], and may stop it by an exception.
@FunctionalInterface
interface DrawListener {
    /// @param tokens drawn in the step
    /// @param finished replies that ended with it
    void drawn(int tokens, int finished);
}
