package dev.murmur.bench.table;

/// A measurement that could not be taken.
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }
}
