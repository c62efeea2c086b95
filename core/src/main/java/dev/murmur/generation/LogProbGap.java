package dev.murmur.generation;

import dev.murmur.data.Candidates;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How much sampler and trainer differ about the log-probs of the same tokens. Where they do,
/// training is on another policy's replies than it takes them for: the importance ratio of a policy
/// gradient is not 1 before the first step, and pairs are not the policy's own.
///
/// @param mean absolute difference a token, nats
/// @param max the largest
public record LogProbGap(double mean, double max) {
    /// Above rounding, which is about 1e-6 in float32 and 0.005 in bfloat16.
    private static final double ALARM = 0.01;

    /// Token by token.
    ///
    /// @param sampler at temperature 1 without filters
    /// @param trainer for each prompt, for each reply, one a token
    public static LogProbGap of(List<Sampled> sampler, List<List<double[]>> trainer) {
        return between(flat(sampler.stream().map(Sampled::logProbs)), flat(trainer.stream()));
    }

    private static double[] flat(Stream<List<double[]>> byPrompt) {
        return byPrompt.flatMap(List::stream).flatMapToDouble(DoubleStream::of).toArray();
    }

    /// Of the same tokens in the same order, at least one.
    static LogProbGap between(double[] sampler, double[] model) {
        double[] gaps =
                IntStream.range(0, sampler.length)
                        .mapToDouble(t -> Math.abs(sampler[t] - model[t]))
                        .toArray();
        return new LogProbGap(
                Arrays.stream(gaps).average().orElseThrow(),
                Arrays.stream(gaps).max().orElseThrow());
    }

    /// Reply by reply, where only sums over replies are known: the mean is that of the absolute
    /// differences of the sums, weighted by tokens, and `max` the largest of a reply, divided by
    /// its tokens. Differences of opposite sign in a reply cancel, so neither is above that of
    /// [#of].
    ///
    /// @param replies one a prompt
    /// @param sampler log-prob of each reply at temperature 1 without filters, nats
    /// @param trainer the same as training computes it
    public static LogProbGap ofReplies(
            List<Candidates> replies, double[] sampler, double[] trainer) {
        double sum = 0;
        double max = 0;
        long tokens = 0;
        for (int i = 0; i < replies.size(); i++) {
            int own = replies.get(i).replies().getFirst().ids().length;
            double gap = Math.abs(sampler[i] - trainer[i]);
            sum += gap;
            max = Math.max(max, gap / own);
            tokens += own;
        }
        return new LogProbGap(sum / tokens, max);
    }

    /// @return what is wrong, if the mean is more than rounding
    public Optional<String> alarm() {
        return mean <= ALARM
                ? Optional.empty()
                : Optional.of(
                        differ()
                                + ", must not be above "
                                + ALARM
                                + "; 0.005 is usual in bfloat16 and 1e-5 in float32. Usual causes:"
                                + " the prompt reaches the two with other tokens (template, doubled"
                                + " BOS, limits), they compute in different types (model.dtype and"
                                + " training.dtype), or a model that was not saved as it was");
    }

    /// @throws IllegalStateException if the mean is not below a bound
    public void requireBelow(double bound, int iteration) {
        if (!(mean < bound)) {
            throw new IllegalStateException(
                    "iteration "
                            + iteration
                            + ": "
                            + differ()
                            + ", must be below max_log_prob_gap "
                            + bound
                            + "; 0.005 is usual in bfloat16 and 1e-5 in float32. Does the prompt reach"
                            + " both with the same tokens?");
        }
    }

    /// @throws IllegalStateException if a type of computation is too far from the model's own
    void requireWithin(Precision precision) {
        if (!(mean <= precision.maxGap())) {
            throw new IllegalStateException(
                    "with compute "
                            + precision.compute()
                            + " log-probs differ from the model's own by "
                            + mean
                            + " nats a token (at most "
                            + max
                            + "), must be at most max_compute_gap "
                            + precision.maxGap()
                            + "; float16 differs least and int8 most. Take one that differs less, or"
                            + " raise the bound");
        }
    }

    private String differ() {
        return "the log-probs that replies were sampled with and those that training computes differ"
                + " by "
                + mean
                + " nats a token (at most "
                + max
                + ")";
    }
}
