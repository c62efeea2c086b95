package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// What a model is trained on: a group, and what the objective knows about it.
public interface TrainingExample {
    TokenGroup group();
}
