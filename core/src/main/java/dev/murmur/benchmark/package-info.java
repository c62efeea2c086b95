/// Published benchmarks: their files, their rules, their figures.
@NullMarked
package dev.murmur.benchmark;

import org.jspecify.annotations.NullMarked;
