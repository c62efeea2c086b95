/// Murmur's side of the table: real recipes, the real generator and the real reward model, with a
/// clock where they report progress.
@NullMarked
package dev.murmur.bench.side;

import org.jspecify.annotations.NullMarked;
