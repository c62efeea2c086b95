package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.List;

/// Gives each reply of each prompt a number: higher is better, comparable within a prompt.
///
/// Messages go in, never token ids: a reward model has its own tokenizer and template. A score does
/// not depend on which other replies or prompts are scored with it.
public interface RewardModel extends AutoCloseable {
    /// What it is, for reports: `rule:checklist`, `scalar:<model folder>`.
    String id();

    /// @return for each entry of `batch`, in order, one score a reply, finite; or NaN for a reply
    ///   that could not be judged, which then must not compete
    ///   ([dev.murmur.data.ScoredCandidates#competing])
    List<double[]> score(List<Candidates> batch, RunContext context);

    /// Whether each call of [#score] opens models anew, so that few calls of many rows are worth
    /// waiting for.
    default boolean opensPerCall() {
        return false;
    }

    @Override
    void close();
}
