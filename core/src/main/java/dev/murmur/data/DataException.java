package dev.murmur.data;

/// A data file is not what it should be. The message names the file, the line and the value.
public sealed class DataException extends RuntimeException permits OverlongException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
