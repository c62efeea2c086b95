package dev.murmur.bench.table;

/// A step under the clock.
///
/// @param seconds of the wall
/// @param cpuSeconds of all threads of the process
/// @param tokens that count: drawn, or else of each prompt and reply as a sequence of its own,
///   without padding
public record Step(double seconds, double cpuSeconds, long tokens) {}
