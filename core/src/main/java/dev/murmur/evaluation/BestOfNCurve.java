package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What picking the best of n replies by the reward model is worth: `best-of-n.json`.
///
/// From N sampled replies a prompt the curve gives, for every n <= N, the expectation over all
/// subsets of n, so it is unbiased and far steadier than drawing one subset (Nakano et al. 2021,
/// arXiv 2112.09332, appendix I). Where replies tie for the best reward, each is as likely to be
/// picked.
///
/// @param judge id of the judge, whose scores the picking never sees
/// @param prompts how many prompts
/// @param points by rising n
@JsonNaming(SnakeCaseStrategy.class)
public record BestOfNCurve(String judge, int prompts, List<Point> points) {
    /// One n.
    ///
    /// @param n how many replies the best is picked from
    /// @param reward expected reward of the pick, standard error over prompts
    /// @param judge expected judge score of the pick
    /// @param klBound upper bound of KL(best of n || policy) in nats: ln n - (n - 1) / n
    @JsonNaming(SnakeCaseStrategy.class)
    public record Point(int n, Estimate reward, Estimate judge, double klBound) {}

    public BestOfNCurve {
        points = List.copyOf(points);
    }

    /// Computes the curve.
    ///
    /// @param judge id of the judge
    /// @param rewards a prompt's replies' rewards, at least two prompts, each with max(ns) or more
    /// @param judgeScores the same replies' judge scores
    /// @param ns which n, each >= 1
    public static BestOfNCurve of(
            String judge, List<double[]> rewards, List<double[]> judgeScores, int... ns) {
        Moments.requireSameLength("prompts", rewards.size(), judgeScores.size());
        var points = new ArrayList<Point>();
        for (int n : Arrays.stream(ns).sorted().distinct().toArray()) {
            points.add(
                    new Point(
                            n,
                            Estimate.of(expected(n, rewards, rewards)),
                            Estimate.of(expected(n, rewards, judgeScores)),
                            klBound(n)));
        }
        return new BestOfNCurve(judge, rewards.size(), points);
    }

    /// The expected value of the reply with the highest score among n drawn without replacement.
    ///
    /// @param scores what the pick looks at
    /// @param values what the pick is worth, in the order of the scores
    public static double expectedPick(int n, double[] scores, double[] values) {
        Moments.requireSameLength("scores and values", scores.length, values.length);
        Moments.requireFinite("score", scores);
        Moments.requireFinite("value", values);
        if (n < 1 || n > scores.length) {
            throw new IllegalArgumentException(
                    "best of "
                            + n
                            + " needs n between 1 and the "
                            + scores.length
                            + " replies of the prompt");
        }
        int[] order =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> scores[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            double tied = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                tied += values[order[to++]];
            }
            double probability = allBelow(to, n, order.length) - allBelow(from, n, order.length);
            sum += probability * tied / (to - from);
            from = to;
        }
        return sum;
    }

    /// KL(best of n || policy) is at most this, in nats (Beirami et al. 2024, arXiv 2401.01879).
    public static double klBound(int n) {
        return Math.log(n) - (n - 1.0) / n;
    }

    private static double[] expected(int n, List<double[]> scores, List<double[]> values) {
        return IntStream.range(0, scores.size())
                .mapToDouble(p -> expectedPick(n, scores.get(p), values.get(p)))
                .toArray();
    }

    /// The chance that n of `total` replies all fall among the lowest k: C(k, n) / C(total, n).
    private static double allBelow(int k, int n, int total) {
        double p = 1;
        for (int j = 0; j < n; j++) {
            p *= Math.max(0.0, k - j) / (total - j);
        }
        return p;
    }
}
