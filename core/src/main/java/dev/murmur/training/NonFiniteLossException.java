package dev.murmur.training;

/// Too many batches gave a loss or gradient that is not a number. The message says where they were
/// kept.
public final class NonFiniteLossException extends RuntimeException {
    public NonFiniteLossException(String message) {
        super(message);
    }
}
