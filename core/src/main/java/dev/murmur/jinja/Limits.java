package dev.murmur.jinja;

import java.time.Duration;

/// What one rendering may use at most.
///
/// @param steps evaluated nodes, and one more for every 16 characters or list elements produced
/// @param depth nested expressions, statements and macro calls
/// @param characters of the output and of every text on the way to it
/// @param time wall-clock time
public record Limits(long steps, int depth, int characters, Duration time) {
    /// Far more than any chat template needs for a conversation of a million characters.
    public static final Limits USUAL =
            new Limits(20_000_000, 400, 16_000_000, Duration.ofSeconds(20));
}
