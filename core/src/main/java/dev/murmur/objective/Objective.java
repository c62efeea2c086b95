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

    /// The objective for one optimiser step, called before its micro-batches are run, in order,
    /// each once. Where examples of a batch depend on each other, this is where what they share is
    /// found. It holds no tensors.
    ///
    /// @param microBatches all of the step; the result is asked to run these very lists
    default Objective<E> over(List<List<E>> microBatches) {
        return this;
    }
}
