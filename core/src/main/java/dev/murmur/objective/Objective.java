package dev.murmur.objective;

import java.util.List;

/// What a model gets better at.
///
/// @param <E> what it learns from
public interface Objective<E extends TrainingExample> {
    /// How much an example weighs in the mean over a batch: tokens, pairs or groups. Known before
    /// the forward pass, so that micro-batches of any size add up to the mean over the whole batch.
    double items(E example);

    /// Runs a micro-batch. The tensors belong to the current scope.
    ///
    /// @return the loss summed over the items of these examples
    Evaluated evaluate(List<E> examples);
}
