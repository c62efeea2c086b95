/// Murmur and its peers in turn, each a fresh process, on one model folder and one set of files.
///
/// To add a row: a [Workload] in [Workloads], a task in `dev.murmur.bench.side` if it is a new kind
/// of work, and a script in `bench/peers`, which reads a [Spec] and writes a [Round].
@NullMarked
package dev.murmur.bench.table;

import org.jspecify.annotations.NullMarked;
