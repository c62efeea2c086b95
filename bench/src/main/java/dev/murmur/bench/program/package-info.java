/// Small programs that answer one question each: `bench/run NAME`.
@NullMarked
package dev.murmur.bench.program;

import org.jspecify.annotations.NullMarked;
