package dev.murmur.metrics;

/// Thrown after a requested stop, once everything needed to go on has been saved.
public final class StoppedException extends RuntimeException {
    public StoppedException(String message) {
        super(message);
    }
}
