package dev.murmur.benchmark;

import dev.murmur.generation.SamplingParams;

/// How a model writes its replies to a benchmark's questions.
///
/// @param samples replies a question, at least 1
/// @param temperature 0 is greedy, as lm-eval has it
/// @param topP keep the likeliest tokens up to this probability
/// @param seed keys every draw
public record ReplyDrawing(int samples, double temperature, double topP, long seed) {
    SamplingParams params(int maxNewTokens) {
        return new SamplingParams(samples, temperature, topP, 0, 0, maxNewTokens, seed);
    }

    /// In words; the same of what gives the same replies.
    String description() {
        return temperature == 0
                ? "greedy"
                : "%d samples, temperature %s, top_p %s, seed %d"
                        .formatted(samples, temperature, topP, seed);
    }
}
