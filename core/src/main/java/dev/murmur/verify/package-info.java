/// Compares models with numbers that the reference implementation computed: one checkpoint with its
/// `expected.json`, or a folder of many. `murmur verify`, `murmur test --golden` and our own golden
/// tests are this code.
///
/// A new kind of fixture is a reader of its `expected.json`, a comparison that gives [Check]s, and
/// one case in [GoldenFolder].
@NullMarked
package dev.murmur.verify;

import org.jspecify.annotations.NullMarked;
