package dev.murmur.training;

import org.jspecify.annotations.Nullable;

/// Where a training stands beside its weights and its optimiser: a checkpoint's `state.json`.
///
/// @param step optimiser steps done
/// @param skipped steps among them that were not applied, see [NonFiniteGuard]
/// @param best of the held-out measurements; null before the first, or where none is kept
record TrainingState(long step, int skipped, @Nullable Best best) {
    static final TrainingState START = new TrainingState(0, 0, null);

    /// The best measurement so far.
    ///
    /// @param step after which it was measured
    /// @param since measurements since then
    record Best(long step, double value, int since) {}
}
