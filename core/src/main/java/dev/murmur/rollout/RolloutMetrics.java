package dev.murmur.rollout;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Reply;
import dev.murmur.generation.LogProbGap;
import dev.murmur.objective.PolicyExample.Credited;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Means over an iteration's replies.
///
/// @param rewards scores as they were shaped
record RolloutMetrics(
        List<Candidates> candidates,
        List<double[]> scores,
        List<double[]> rewards,
        List<List<Credited>> credited) {
    SortedMap<String, Double> with(LogProbGap gap) {
        var metrics = new TreeMap<String, Double>();
        double[] scored = Unscored.known(scores.stream().flatMapToDouble(Arrays::stream)).toArray();
        metrics.put("score", mean(scored));
        metrics.put("score_std", Math.sqrt(variance(scored)));
        metrics.put("unscored", (double) Unscored.count(scores));
        metrics.put("reward", mean(rewards.stream().flatMapToDouble(Arrays::stream).toArray()));
        metrics.put("tokens", ofReplies(reply -> reply.ids().length));
        metrics.put("finished", ofReplies(reply -> reply.finish() == FinishReason.STOP ? 1 : 0));
        metrics.put("kl", kl());
        metrics.put("entropy", -mean(tokens(Credited::behaviour)));
        metrics.put("log_prob_gap", gap.mean());
        double[] returns = tokens(Credited::returns);
        if (returns.length > 0) {
            explained(returns).ifPresent(share -> metrics.put("explained_variance", share));
        }
        return metrics;
    }

    private double ofReplies(ToDoubleFunction<Reply> number) {
        return mean(
                candidates.stream()
                        .flatMap(c -> c.replies().stream())
                        .mapToDouble(number)
                        .toArray());
    }

    /// `log pi - log pi_initial` summed over a reply: unbiased, nats a reply.
    private double kl() {
        return mean(
                credited.stream()
                        .flatMap(List::stream)
                        .mapToDouble(reply ->
                                Arrays.stream(reply.behaviour()).sum()
                                        - Arrays.stream(reply.initial()).sum())
                        .toArray());
    }

    /// Share of the returns' variance that the values foresaw; below 0 they are worse than a
    /// constant.
    private OptionalDouble explained(double[] returns) {
        double[] values = tokens(Credited::values);
        var left = new double[returns.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = returns[i] - values[i];
        }
        double all = variance(returns);
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - variance(left) / all);
    }

    private double[] tokens(Function<Credited, double[]> numbers) {
        return credited.stream()
                .flatMap(List::stream)
                .flatMapToDouble(reply -> Arrays.stream(numbers.apply(reply)))
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return mean(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray());
    }
}
