package dev.murmur.generation;

/// When a beam search that has as many finished replies as beams may end. Hugging Face's
/// `early_stopping`, value by value.
public enum EarlyStopping {
    /// When the best open beam, were it to end now, would not displace the worst finished reply:
    /// Hugging Face's default, `False`. With a positive length penalty a longer reply could still
    /// have won.
    HEURISTIC,

    /// At once: `True`.
    FULL,

    /// When no open beam can displace a finished reply even at its best length: `"never"`.
    NEVER
}
