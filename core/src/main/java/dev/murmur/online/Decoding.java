package dev.murmur.online;

import dev.murmur.generation.BeamParams;
import dev.murmur.generation.SamplingParams;
import dev.murmur.reward.RewardModel;
import java.util.function.Supplier;

/// How a policy writes its one reply to each held-out prompt. Every model of a run replies in the
/// same way and with the same seed, so that they differ by the model alone.
public sealed interface Decoding {
    /// Draws the reply.
    ///
    /// @param params `n` is 1; temperature 0 takes the likeliest token at each step
    record Sampling(SamplingParams params) implements Decoding {
        public Sampling {
            require(params.n() == 1, "n", params.n(), "1 (one reply a prompt is evaluated)");
        }
    }

    /// Whether the log-probs that a reply was drawn with are the model's own: of one sample at
    /// temperature 1 without filters.
    default boolean drawsAsTheModel() {
        return this instanceof Sampling(SamplingParams params) && params.ownDistribution();
    }

    /// Takes the best that a beam search finds.
    ///
    /// @param params `n` is 1
    record Beam(BeamParams params) implements Decoding {
        public Beam {
            require(params.n() == 1, "n", params.n(), "1 (one reply a prompt is evaluated)");
        }
    }

    /// Draws several replies and keeps the one with the highest reward; of equal ones the earlier.
    ///
    /// @param params `n` is 2 or more
    /// @param reward opens what picks
    record BestOfN(SamplingParams params, Part<Supplier<RewardModel>> reward) implements Decoding {
        public BestOfN {
            require(params.n() >= 2, "n", params.n(), "at least 2 (the best of one is sampling)");
        }
    }

    private static void require(boolean ok, String key, int value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "decoding." + key + " is " + value + ", must be " + range);
        }
    }
}
