/// From prompts to candidate replies: sampling, beam search and best-of-n.
@NullMarked
package dev.murmur.generation;

import org.jspecify.annotations.NullMarked;
