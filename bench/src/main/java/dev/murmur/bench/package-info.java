/// Measurements: `table` runs Murmur and its peers in turn, `side` is Murmur's part in that,
/// `kernel` measures single operations, `program` holds small programs that answer one question
/// each. `bench/README.md` says how to run them and what they found.
@NullMarked
package dev.murmur.bench;

import org.jspecify.annotations.NullMarked;
