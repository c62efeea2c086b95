/// Layers: linear, attention over packed prompt groups, RMSNorm, rotary positions, feed-forward.
/// Each takes its weights as arguments; none owns memory.
@NullMarked
package dev.murmur.nn;

import org.jspecify.annotations.NullMarked;
