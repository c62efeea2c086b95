/// Iterations of sample, score, select, train and evaluate, each phase a set of files with a
/// manifest.
@NullMarked
package dev.murmur.online;

import org.jspecify.annotations.NullMarked;
