/// One batch of groups to one loss with gradients: what a model is asked to get better at.
@NullMarked
package dev.murmur.objective;

import org.jspecify.annotations.NullMarked;
