package dev.murmur.online;

import dev.murmur.metrics.RunContext;

/// Turns pairs into the next policy.
@FunctionalInterface
public interface PreferenceTrainer {
    /// Writes `metrics.jsonl`, a line a step, and `model/`, a Hugging Face folder. The same job
    /// gives the same bytes, however often it was stopped on the way.
    ///
    /// @throws dev.murmur.metrics.StoppedException if asked to stop, once it can be resumed
    void train(TrainingJob job, RunContext context);
}
