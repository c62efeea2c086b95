/// How much better, with standard errors: win rates, length-controlled win rates, KL, best-of-n
/// curves.
@NullMarked
package dev.murmur.evaluation;

import org.jspecify.annotations.NullMarked;
