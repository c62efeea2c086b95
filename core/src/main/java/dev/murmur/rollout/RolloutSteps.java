package dev.murmur.rollout;

/// How the optimiser steps of a run fall into iterations.
///
/// @param iterations of the run
/// @param prompts of an iteration, a multiple of the batch size
/// @param batchSize prompts of a step
/// @param epochs how often each iteration's rollouts are gone through
public record RolloutSteps(int iterations, int prompts, int batchSize, int epochs) {
    public RolloutSteps {
        if (prompts % batchSize != 0) {
            throw new IllegalArgumentException(
                    "prompts.per_iteration is "
                            + prompts
                            + ", must be a multiple of training.batch_size "
                            + batchSize
                            + ": each optimiser step takes as many prompts");
        }
    }

    long total() {
        return before(iterations + 1);
    }

    /// Steps done when an iteration begins.
    ///
    /// @param iteration from 1
    public long before(int iteration) {
        return (long) (iteration - 1) * epochs * (prompts / batchSize);
    }

    /// The iteration that a step belongs to, from 1.
    int iteration(long step) {
        return Math.toIntExact(step / before(2)) + 1;
    }
}
