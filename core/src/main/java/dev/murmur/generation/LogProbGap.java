package dev.murmur.rollout;

import dev.murmur.generation.Sampled;
import java.util.List;

/// How much sampler and trainer differ about the log-probs of the same tokens. The importance ratio
/// of a policy gradient is between the two; where it is not 1 before the first step, training is on
/// another policy's replies than it takes them for.
///
/// @param mean absolute difference a token, nats
/// @param max the largest
record LogProbGap(double mean, double max) {
    /// @param trainer for each prompt, for each reply, one a token
    static LogProbGap of(List<Sampled> sampler, List<List<double[]>> trainer) {
        double sum = 0;
        double max = 0;
        long tokens = 0;
        for (int g = 0; g < sampler.size(); g++) {
            for (int r = 0; r < trainer.get(g).size(); r++) {
                double[] drawn = sampler.get(g).logProbs().get(r);
                double[] computed = trainer.get(g).get(r);
                for (int t = 0; t < drawn.length; t++) {
                    double gap = Math.abs(drawn[t] - computed[t]);
                    sum += gap;
                    max = Math.max(max, gap);
                    tokens++;
                }
            }
        }
        return new LogProbGap(sum / tokens, max);
    }

    /// @throws IllegalStateException if the mean is not below a bound
    void requireBelow(double bound, int iteration) {
        if (!(mean < bound)) {
            throw new IllegalStateException(
                    "iteration "
                            + iteration
                            + ": the log-probs that replies were sampled with and those that training"
                            + " computes differ by "
                            + mean
                            + " nats a token (at most "
                            + max
                            + "), must be below max_log_prob_gap "
                            + bound
                            + "; 0.005 is usual in bfloat16 and 1e-5 in float32. Does the prompt reach"
                            + " both with the same tokens?");
        }
    }
}
