package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// A preference pair.
///
/// @param group two replies, the chosen first
public record Pair(TokenGroup group) implements TrainingExample {
    public Pair {
        requireTwo(group);
    }

    static void requireTwo(TokenGroup group) {
        if (group.replies().size() != 2) {
            throw new IllegalArgumentException(
                    group.id() + ": a pair has 2 replies, not " + group.replies().size());
        }
    }
}
