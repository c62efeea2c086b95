package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The numbers that every policy-gradient loss reports.
final class PolicyMetrics {
    private PolicyMetrics() {}

    /// Means over each reply's tokens, times how much the reply counts.
    ///
    /// @param clipped of each token, 1 or 0; empty where nothing is clipped
    static Map<String, Double> ofTokens(
            PolicyTokens tokens, Normalisation normalisation, double[] clipped) {
        double[] moved = Tensors.toDoubles(tokens.logRatios());
        double[] away = Tensors.toDoubles(tokens.policy().sub(tokens.initial()));
        var sums = new Sums();
        int at = 0;
        for (int n : tokens.tokensPerReply()) {
            double weight = normalisation.items(n, tokens.maxTokens()) / n;
            for (int t = at; t < at + n; t++) {
                sums.add(weight, moved[t], away[t], clipped.length == 0 ? 0 : clipped[t]);
            }
            at += n;
        }
        return sums.metrics(clipped.length > 0);
    }

    /// Where whole replies are weighed against each other.
    ///
    /// @param logRatios of each reply, policy to behaviour
    /// @param clipped of each reply, 1 or 0
    static Map<String, Double> ofReplies(PolicyTokens tokens, Tensor logRatios, double[] clipped) {
        double[] moved = Tensors.toDoubles(logRatios);
        double[] away = Tensors.toDoubles(tokens.sums(tokens.policy().sub(tokens.initial())));
        var sums = new Sums();
        for (int i = 0; i < moved.length; i++) {
            sums.add(1, moved[i], away[i], clipped[i]);
        }
        return sums.metrics(true);
    }

    private static final class Sums {
        private double ratio;
        private double step;
        private double away;
        private double clipped;

        void add(double weight, double moved, double fromInitial, double clip) {
            ratio += weight * Math.exp(moved);
            step += weight * KlEstimator.K2.of(moved);
            away += weight * fromInitial;
            clipped += weight * clip;
        }

        Map<String, Double> metrics(boolean clips) {
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put("ratio", ratio);
            metrics.put("kl_step", step);
            metrics.put("log_ratio_initial", away);
            if (clips) {
                metrics.put("clip_fraction", clipped);
            }
            return metrics;
        }
    }
}
