package dev.murmur.rollout;

import dev.murmur.metrics.RunContext;
import java.nio.file.Path;

/// Trains a policy on its own rollouts.
@FunctionalInterface
public interface RolloutTrainer {
    /// Goes on from where the run stands to the end of an iteration, and writes the models there.
    /// The same run gives the same bytes, however often it was stopped on the way.
    ///
    /// @param iteration the last one, from 1
    /// @param folder where the models go: `model/` and, with a value model, `value/`
    /// @throws dev.murmur.metrics.StoppedException if asked to stop, once it can be resumed
    void train(int iteration, Path folder, RunContext context);
}
