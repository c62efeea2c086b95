package dev.murmur.data;

/// The scores by which a pair was selected, in the unit of the reward that made them.
public record PairScores(double chosen, double rejected) {}
