package dev.murmur.text;

/// The tokenizer or chat template of a model folder cannot be used. The message names the file, the
/// key and what would be right.
public final class TokenizerException extends RuntimeException {
    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
