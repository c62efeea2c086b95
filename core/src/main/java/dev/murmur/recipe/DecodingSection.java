package dev.murmur.recipe;

import dev.murmur.generation.BeamParams;
import dev.murmur.generation.EarlyStopping;
import dev.murmur.nn.Compute;
import dev.murmur.online.Decoding;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;

/// How a model writes its one reply to a held-out prompt.
public sealed interface DecodingSection {
    /// Longest reply, in tokens.
    int maxNewTokens();

    /// Rows that grow at a time from one prompt.
    int rows();

    /// @param seed keys every draw
    Decoding decoding(long seed);

    /// Draws it.
    record Sampling(
            @Doc("divides the logits; 0 is greedy") @Default("1.0") double temperature,
            @Doc("keep the likeliest tokens up to this probability, in (0, 1]") @Default("1.0")
                    double topP,
            @Doc("keep this many likeliest tokens; 0 keeps all") @Default("0") int topK,
            @Doc("keep tokens this times as likely as the likeliest, in [0, 1)") @Default("0.0")
                    double minP,
            @Doc("type of products with weights; others than the model's must pass max_compute_gap")
                    @Default("model")
                    Compute compute,
            @Doc("mean difference of log-probs to the model's own that is allowed, nats a token")
                    @Default("0.01")
                    double maxComputeGap,
            @Doc("longest reply, tokens") int maxNewTokens)
            implements DecodingSection {
        public Sampling {
            new SamplingSection(
                    1, temperature, topP, topK, minP, compute, maxComputeGap, maxNewTokens);
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public Decoding decoding(long seed) {
            return new Decoding.Sampling(
                    new SamplingSection(
                                    1,
                                    temperature,
                                    topP,
                                    topK,
                                    minP,
                                    compute,
                                    maxComputeGap,
                                    maxNewTokens)
                            .params(seed));
        }
    }

    /// The likeliest token at each step.
    record Greedy(
            @Doc("type of products with weights; others than the model's must pass max_compute_gap")
                    @Default("model")
                    Compute compute,
            @Doc("mean difference of log-probs to the model's own that is allowed, nats a token")
                    @Default("0.01")
                    double maxComputeGap,
            @Doc("longest reply, tokens") int maxNewTokens)
            implements DecodingSection {
        public Greedy {
            new Check().atLeast(1, "max_new_tokens", maxNewTokens).verify();
            new SamplingSection(1, 0, 1, 0, 0, compute, maxComputeGap, maxNewTokens);
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public Decoding decoding(long seed) {
            return new Decoding.Sampling(
                    new SamplingSection(1, 0, 1, 0, 0, compute, maxComputeGap, maxNewTokens)
                            .params(seed));
        }
    }

    /// The best reply of a beam search, as Hugging Face's `generate` finds it.
    record Beam(
            @Doc("partial replies kept a prompt, at least 2") int beams,
            @Doc("a reply's log-prob is divided by its tokens to this power") @Default("1.0")
                    double lengthPenalty,
            @Doc("when to end; false, true and never of Hugging Face") @Default("heuristic")
                    EarlyStopping earlyStopping,
            @Doc("longest reply, tokens") int maxNewTokens)
            implements DecodingSection {
        public Beam {
            new Check()
                    .require(beams >= 2, "beams", beams, "at least 2 (one beam is type: greedy)")
                    .require(
                            Math.abs(lengthPenalty) <= 100,
                            "length_penalty",
                            lengthPenalty,
                            "in [-100, 100]")
                    .atLeast(1, "max_new_tokens", maxNewTokens)
                    .verify();
            new BeamParams(beams, 1, lengthPenalty, earlyStopping, maxNewTokens);
        }

        @Override
        public int rows() {
            return beams;
        }

        @Override
        public Decoding decoding(long seed) {
            return new Decoding.Beam(
                    new BeamParams(beams, 1, lengthPenalty, earlyStopping, maxNewTokens));
        }
    }

    /// The best of several drawn replies by a reward.
    record BestOfN(
            @Doc("replies drawn a prompt, at least 2") int n,
            @Doc("divides the logits") @Default("1.0") double temperature,
            @Doc("keep the likeliest tokens up to this probability, in (0, 1]") @Default("1.0")
                    double topP,
            @Doc("keep this many likeliest tokens; 0 keeps all") @Default("0") int topK,
            @Doc("keep tokens this times as likely as the likeliest, in [0, 1)") @Default("0.0")
                    double minP,
            @Doc("type of products with weights; others than the model's must pass max_compute_gap")
                    @Default("model")
                    Compute compute,
            @Doc("mean difference of log-probs to the model's own that is allowed, nats a token")
                    @Default("0.01")
                    double maxComputeGap,
            @Doc("longest reply, tokens") int maxNewTokens,
            @Doc("what picks the best") RewardSection reward)
            implements DecodingSection {
        public BestOfN {
            new Check()
                    .require(n >= 2, "n", n, "at least 2 (the best of one is type: sampling)")
                    .require(
                            temperature > 0,
                            "temperature",
                            temperature,
                            "> 0 (replies must differ)")
                    .verify();
            new SamplingSection(
                    n, temperature, topP, topK, minP, compute, maxComputeGap, maxNewTokens);
        }

        @Override
        public int rows() {
            return n;
        }

        @Override
        public Decoding decoding(long seed) {
            return new Decoding.BestOfN(
                    new SamplingSection(
                                    n,
                                    temperature,
                                    topP,
                                    topK,
                                    minP,
                                    compute,
                                    maxComputeGap,
                                    maxNewTokens)
                            .params(seed),
                    Rewards.part(reward));
        }
    }
}
