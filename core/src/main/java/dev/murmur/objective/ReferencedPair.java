package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import java.util.Map;

/// A preference pair with what the reference model thinks of it.
///
/// @param group two replies, the chosen first
/// @param reference what the reference model thinks of them
/// @param rewards of the two replies by name, for losses that ask for them
public record ReferencedPair(TokenGroup group, PairSums reference, Map<String, PairReward> rewards)
        implements TrainingExample {
    public ReferencedPair {
        Pair.requireTwo(group);
        rewards = Map.copyOf(rewards);
    }

    public ReferencedPair(TokenGroup group, PairSums reference) {
        this(group, reference, Map.of());
    }
}
