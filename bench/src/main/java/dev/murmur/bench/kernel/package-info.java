/// JMH benchmarks of inner operations: `bench/run kernels`. Those of what only its own package sees
/// lie in that package (`dev.murmur.model`, `dev.murmur.generation`), as tests do.
@NullMarked
package dev.murmur.bench.kernel;

import org.jspecify.annotations.NullMarked;
