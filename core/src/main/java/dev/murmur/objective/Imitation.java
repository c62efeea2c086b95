package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// Replies to imitate, for supervised fine-tuning.
public record Imitation(TokenGroup group) implements TrainingExample {}
