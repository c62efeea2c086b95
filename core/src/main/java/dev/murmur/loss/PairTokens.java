package dev.murmur.loss;

/// Lengths of the two sides of each pair, in counted tokens.
public record PairTokens(int[] chosen, int[] rejected) {}
