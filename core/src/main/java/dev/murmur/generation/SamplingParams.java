package dev.murmur.generation;

/// How to draw replies.
///
/// @param n replies a prompt, at least 1
/// @param temperature divides the logits; 0 is greedy, 1 the model's own distribution
/// @param topP keep the smallest set of tokens with at least this probability, in `(0, 1]`; 1 keeps
///   all
/// @param topK keep this many likeliest tokens; 0 keeps all
/// @param minP keep tokens at least this times as likely as the likeliest, in `[0, 1)`; 0 keeps all
/// @param maxNewTokens longest reply, in tokens
/// @param seed with the prompt's id and the sample's number, keys every draw
/// @param precision of the products with weights
public record SamplingParams(
        int n,
        double temperature,
        double topP,
        int topK,
        double minP,
        int maxNewTokens,
        long seed,
        Precision precision) {
    public SamplingParams {
        require(n >= 1, "n", n, "at least 1");
        require(temperature >= 0 && temperature < 100, "temperature", temperature, "in [0, 100)");
        require(topP > 0 && topP <= 1, "top_p", topP, "in (0, 1]");
        require(topK >= 0, "top_k", topK, "0 (all tokens) or more");
        require(minP >= 0 && minP < 1, "min_p", minP, "in [0, 1)");
        require(maxNewTokens >= 1, "max_new_tokens", maxNewTokens, "at least 1");
    }

    /// In the model's own precision.
    public SamplingParams(
            int n,
            double temperature,
            double topP,
            int topK,
            double minP,
            int maxNewTokens,
            long seed) {
        this(n, temperature, topP, topK, minP, maxNewTokens, seed, Precision.OWN);
    }

    /// The same with other draws.
    public SamplingParams withSeed(long other) {
        return new SamplingParams(n, temperature, topP, topK, minP, maxNewTokens, other, precision);
    }

    /// Whether draws are from the model's own distribution: at temperature 1 without filters. Only
    /// then are the log-probs of a draw the model's.
    public boolean ownDistribution() {
        return temperature == 1 && topP == 1 && topK == 0 && minP == 0;
    }

    private static void require(boolean ok, String key, Number value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "sampling." + key + " is " + value + ", must be " + range);
        }
    }
}
