package dev.murmur.rollout;

import java.util.SortedMap;
import java.util.TreeMap;

/// What is known of an iteration's rollouts as a whole: `summary.json`.
///
/// @param metrics means over its replies, by name
/// @param scores moments of the priced scores of this iteration and all before it
public record RolloutSummary(
        int iteration, SortedMap<String, Double> metrics, RunningMoments scores) {
    public RolloutSummary {
        metrics = new TreeMap<>(metrics);
    }
}
