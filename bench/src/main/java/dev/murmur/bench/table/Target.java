package dev.murmur.bench.table;

import java.util.OptionalDouble;

/// What a workload should reach beside its peer.
///
/// @param faster times as fast, at least
/// @param memory part of the peer's peak memory, at most
record Target(OptionalDouble faster, OptionalDouble memory) {
    static final Target NONE = new Target(OptionalDouble.empty(), OptionalDouble.empty());

    static Target faster(double times) {
        return new Target(OptionalDouble.of(times), OptionalDouble.empty());
    }

    static Target faster(double times, double memory) {
        return new Target(OptionalDouble.of(times), OptionalDouble.of(memory));
    }
}
