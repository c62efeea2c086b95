package dev.murmur.cli;

import dev.murmur.generation.Precision;
import dev.murmur.generation.SamplingParams;
import dev.murmur.nn.Compute;
import picocli.CommandLine.Option;

/// How replies are drawn.
final class SamplingOptions {
    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replies a prompt. Default: 1.")
    private int n;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Divides the logits; 0 is greedy. Default: 1.")
    private double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Keep the likeliest tokens up to this probability. Default: 1, all.")
    private double topP;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Keep this many likeliest tokens. Default: 0, all.")
    private int topK;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Keep tokens this times as likely as the likeliest. Default: 0, all.")
    private double minP;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Longest reply. Default: 256.")
    private int maxNewTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "With a prompt's id it decides every draw. Default: 42.")
    private long seed;

    @Option(
            names = "--compute",
            paramLabel = "TYPE",
            defaultValue = "model",
            description =
                    "Type of products with weights: model, bfloat16, float16 or int8. Default: model,"
                            + " as --dtype says.")
    private Compute compute = Compute.MODEL;

    @Option(
            names = "--max-compute-gap",
            paramLabel = "NATS",
            defaultValue = "0.01",
            description =
                    "Mean difference of log-probs to the model's own that --compute may make, a token."
                            + " Default: 0.01.")
    private double maxComputeGap;

    int n() {
        return n;
    }

    int maxNewTokens() {
        return maxNewTokens;
    }

    SamplingParams params() {
        return params(n);
    }

    /// @throws IllegalArgumentException if `-n` asks for several of the best
    SamplingParams bestOf(int candidates) {
        if (n != 1) {
            throw new IllegalArgumentException(
                    "-n is " + n + ", but --best-of keeps one reply a prompt; leave -n out");
        }
        return params(candidates);
    }

    private SamplingParams params(int replies) {
        return new SamplingParams(
                replies,
                temperature,
                topP,
                topK,
                minP,
                maxNewTokens,
                seed,
                new Precision(compute, maxComputeGap));
    }
}
