package dev.murmur.rollout;

import dev.murmur.data.KeyedRandom;
import dev.murmur.generation.SamplingParams;
import dev.murmur.loss.PolicyLoss;

/// How rollouts are made and learnt from.
///
/// @param loss credits them
/// @param sampling each iteration draws with its own seed made of this one; from the model's own
///   distribution, since that is what the gradient is of
/// @param shaping of scores to rewards
/// @param maxLogProbGap mean difference between the sampler's log-probs and the trainer's, nats a
///   token, above which the run stops
/// @param valueWarmup iterations in which only the value model learns
/// @param maxTokens tokens of one forward pass
public record RolloutSettings(
        PolicyLoss loss,
        SamplingParams sampling,
        RewardShaping shaping,
        double maxLogProbGap,
        int valueWarmup,
        int maxTokens) {
    public RolloutSettings {
        require(sampling.temperature() == 1, "temperature", sampling.temperature(), "1");
        require(sampling.topP() == 1, "top_p", sampling.topP(), "1");
        require(sampling.topK() == 0, "top_k", sampling.topK(), "0");
        require(sampling.minP() == 0, "min_p", sampling.minP(), "0");
        if (sampling.n() < loss.minReplies()) {
            throw new IllegalArgumentException(
                    "sampling.n is "
                            + sampling.n()
                            + ", must be at least "
                            + loss.minReplies()
                            + " (the loss compares the replies of a prompt)");
        }
    }

    private static void require(boolean own, String key, Number value, String range) {
        if (!own) {
            throw new IllegalArgumentException(
                    "sampling."
                            + key
                            + " is "
                            + value
                            + ", must be "
                            + range
                            + " (a policy gradient is of the model's own distribution)");
        }
    }

    /// The draws of an iteration.
    SamplingParams samplingOf(int iteration) {
        long key = KeyedRandom.key(sampling.seed(), "rollouts", "");
        return sampling.withSeed(KeyedRandom.bits(key, iteration));
    }
}
