package dev.murmur.objective;

/// What something thinks of the two replies of a pair.
public record PairReward(double chosen, double rejected) {}
