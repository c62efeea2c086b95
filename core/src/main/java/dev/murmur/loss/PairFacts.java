package dev.murmur.loss;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a loss may know of pairs beside their log-probs, without gradient.
///
/// @param tokens reply lengths
/// @param meanChosenTokens mean length of the chosen replies of the whole optimiser batch, of which
///   these pairs may be a part
/// @param alignment how much a reply looks like the policy's own: the mean over its tokens of `log
///   p_t - log sum_v p_v^2`, nats (WPO); null unless [PairwiseLoss#readsAlignment]
/// @param rewards of the replies by name, those of [PairwiseLoss#rewards]
public record PairFacts(
        PairTokens tokens,
        double meanChosenTokens,
        @Nullable PairNumbers alignment,
        Map<String, PairNumbers> rewards) {
    public PairFacts {
        rewards = Map.copyOf(rewards);
    }

    /// Of pairs that are a whole batch, of which only the lengths are known.
    public static PairFacts of(PairTokens tokens) {
        double mean = Arrays.stream(tokens.chosen()).average().orElse(0);
        return new PairFacts(tokens, mean, null, Map.of());
    }

    public PairFacts with(Map<String, PairNumbers> rewards) {
        return new PairFacts(tokens, meanChosenTokens, alignment, rewards);
    }

    PairNumbers requireAlignment() {
        if (alignment == null) {
            throw new IllegalStateException("the pairs' alignment was not computed");
        }
        return alignment;
    }

    PairNumbers reward(String name) {
        PairNumbers reward = rewards.get(name);
        if (reward == null) {
            throw new IllegalArgumentException(
                    "the pairs have no reward '"
                            + name
                            + "', only "
                            + rewards.keySet().stream().sorted().toList());
        }
        return reward;
    }

    int pairs() {
        return tokens.pairs();
    }
}
