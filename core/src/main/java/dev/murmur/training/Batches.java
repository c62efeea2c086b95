package dev.murmur.training;

import dev.murmur.objective.TrainingExample;
import java.util.List;

/// What a trainer learns from, one batch an optimiser step. A batch depends on its step and, for
/// rollouts, on the weights before it, so that a run that was stopped goes on with the same ones.
///
/// @param <E> what it learns from
public interface Batches<E extends TrainingExample> {
    /// Optimiser steps in all: what the learning rate is scheduled over.
    long steps();

    /// The examples of a step. Asked once for each step that is run, in order, before it is run;
    /// the step asked for first is not 0 in a run that goes on.
    ///
    /// @param step from 0
    /// @return at least one example, not all of them without items
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; the trainer saves, so that the
    ///   run goes on with this step
    List<E> batch(long step);
}
