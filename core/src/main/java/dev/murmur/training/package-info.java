/// The one training loop, its optimiser, schedule and checkpoints.
@NullMarked
package dev.murmur.training;

import org.jspecify.annotations.NullMarked;
