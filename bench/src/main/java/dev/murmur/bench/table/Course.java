package dev.murmur.bench.table;

/// The steps of one process.
///
/// @param warmUp before the clock starts
/// @param steps under the clock
record Course(int warmUp, int steps) {
    int all() {
        return warmUp + steps;
    }
}
