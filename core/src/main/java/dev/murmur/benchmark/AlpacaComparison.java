package dev.murmur.benchmark;

/// One instruction of AlpacaEval: what the judge thought of a system's reply and the baseline's.
///
/// @param instruction its place in the benchmark, from 0
/// @param preference for the system, between 0 and 1; NaN where the judge gave none
/// @param baselineLength of the baseline's reply, in characters
/// @param length of the system's
record AlpacaComparison(int instruction, double preference, int baselineLength, int length) {}
