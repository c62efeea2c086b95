/// How time and memory grow with the work: one [Curve] each for what can grow, a process for each
/// point, and the law that a point should follow beside what was measured.
@NullMarked
package dev.murmur.bench.curve;

import org.jspecify.annotations.NullMarked;
