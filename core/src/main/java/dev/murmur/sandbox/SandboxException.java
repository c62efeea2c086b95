package dev.murmur.sandbox;

/// The system cannot hold programs that nobody has read, or could not start one. The message says
/// what is missing and what would help.
public final class SandboxException extends RuntimeException {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
