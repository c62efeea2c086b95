package dev.murmur.pickle;

/// A pickle is broken or asks for something that is refused. The message continues a sentence that
/// begins with the file's name: `asks for posix.system; ...`.
public final class PickleException extends RuntimeException {
    public PickleException(String message) {
        super(message);
    }
}
