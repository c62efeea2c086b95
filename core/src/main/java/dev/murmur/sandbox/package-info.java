/// Programs that nobody has read, run where they can do no harm. No tensors.
///
/// What holds and what does not: `docs/sandbox.md`.
@NullMarked
package dev.murmur.sandbox;

import org.jspecify.annotations.NullMarked;
