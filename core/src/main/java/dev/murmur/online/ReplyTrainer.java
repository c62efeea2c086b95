package dev.murmur.online;

import dev.murmur.metrics.RunContext;

/// Turns replies into the next policy, by imitating them.
@FunctionalInterface
public interface ReplyTrainer {
    /// Writes `metrics.jsonl`, a line a step, and `model/`, a Hugging Face folder. The same job
    /// gives the same bytes, however often it was stopped on the way.
    ///
    /// @throws dev.murmur.metrics.StoppedException if asked to stop, once it can be resumed
    void train(ImitationJob job, RunContext context);
}
