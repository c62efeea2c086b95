package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// Replies to imitate, for supervised fine-tuning.
///
/// @param weight of each of their tokens, `> 0`
public record Imitation(TokenGroup group, double weight) implements TrainingExample {
    /// One whose tokens count once.
    public Imitation(TokenGroup group) {
        this(group, 1);
    }
}
