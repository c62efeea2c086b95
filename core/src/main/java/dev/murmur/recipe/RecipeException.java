package dev.murmur.recipe;

/// A recipe cannot be run as it is written. The message has one line for each thing that is wrong:
/// file, line, key, value and what would be right.
public final class RecipeException extends RuntimeException {
    public RecipeException(String message) {
        super(message);
    }
}
