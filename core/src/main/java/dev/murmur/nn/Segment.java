package dev.murmur.nn;

/// A run of packed tokens that attend to each other causally and, if they have one, to all of their
/// context.
///
/// @param start index of the first token in the packed batch
/// @param length number of tokens, at least 1
/// @param contextStart index of the first token of the context (a reply's prompt)
/// @param contextLength number of context tokens, 0 for none
public record Segment(int start, int length, int contextStart, int contextLength) {
    /// Query-key products that attention over this segment costs.
    long cost() {
        return (long) length * (contextLength + length);
    }
}
