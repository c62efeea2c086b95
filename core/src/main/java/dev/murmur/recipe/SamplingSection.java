package dev.murmur.recipe;

import dev.murmur.generation.Precision;
import dev.murmur.generation.SamplingParams;
import dev.murmur.nn.Compute;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;

/// How to draw replies: [SamplingParams] without the seed, which is the run's.
public record SamplingSection(
        @Doc("replies a prompt") @Default("1") int n,
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
        @Doc("longest reply, tokens") int maxNewTokens) {
    public SamplingSection {
        new SamplingParams(n, temperature, topP, topK, minP, maxNewTokens, 0);
        new Precision(compute, maxComputeGap);
    }

    public SamplingParams params(long seed) {
        return new SamplingParams(
                n,
                temperature,
                topP,
                topK,
                minP,
                maxNewTokens,
                seed,
                new Precision(compute, maxComputeGap));
    }
}
