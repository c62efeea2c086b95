package dev.murmur.online;

import dev.murmur.objective.PairReward;
import java.util.Map;
import java.util.TreeMap;

/// What margin rewards think of a pair: a line of `margins.jsonl`.
///
/// @param id the prompt's
/// @param rewards of the two replies, by the reward's name
public record MarginRewards(String id, Map<String, PairReward> rewards) {
    public MarginRewards {
        rewards = Map.copyOf(rewards);
    }

    /// Sorted, so that a file's bytes depend on nothing else.
    TreeMap<String, PairReward> sorted() {
        return new TreeMap<>(rewards);
    }
}
