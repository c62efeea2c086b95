package dev.murmur.bench.table;

import org.jspecify.annotations.Nullable;

/// A measurement that could not be taken.
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
