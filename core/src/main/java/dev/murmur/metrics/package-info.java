/// Named numbers of a run, where they go, and how long work reports itself (progress, stop
/// requests). Knows nothing of tensors or models.
@NullMarked
package dev.murmur.metrics;

import org.jspecify.annotations.NullMarked;
