/// JMH benchmarks of the inner kernels.
@NullMarked
package dev.murmur.bench.kernel;

import org.jspecify.annotations.NullMarked;
