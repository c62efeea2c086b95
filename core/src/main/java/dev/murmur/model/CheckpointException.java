package dev.murmur.model;

/// A model folder is not what it should be. The message names the file, the tensor or key, and what
/// was expected.
public final class CheckpointException extends RuntimeException {
    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
