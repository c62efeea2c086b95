package dev.murmur.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.data.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What picking the best of n replies by the reward model is worth: `best-of-n.json`.
///
/// From N sampled replies a prompt the curve gives, for every n <= N, the expectation over all
/// subsets of n, so it is unbiased and far steadier than drawing one subset (Nakano et al. 2021,
/// arXiv 2112.09332, appendix I). Where replies tie for the best reward, each is as likely to be
/// picked.
///
/// @param judge id of the judge, whose scores the picking never sees; null without one
/// @param prompts how many prompts
/// @param leftOut prompts with too few scored replies for the largest n, which are in no point
/// @param unscored replies without a score of the reward or of the judge; they do not compete
/// @param points by rising n, all of the same prompts
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BestOfNCurve(
        @Nullable String judge, int prompts, int leftOut, int unscored, List<Point> points) {
    /// One n.
    ///
    /// @param n how many replies the best is picked from
    /// @param reward expected reward of the pick, standard error over prompts
    /// @param judge expected judge score of the pick; null without a judge
    /// @param klBound upper bound of KL(best of n || policy) in nats: ln n - (n - 1) / n
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Point(int n, Estimate reward, @Nullable Estimate judge, double klBound) {}

    public BestOfNCurve {
        points = List.copyOf(points);
    }

    /// The curve of a reward by itself.
    ///
    /// @param rewards a prompt's replies' rewards, NaN for none
    /// @param ns which n, each >= 1
    /// @throws DataException if fewer than two prompts have max(ns) scored replies
    public static BestOfNCurve of(List<double[]> rewards, int... ns) {
        return of(null, rewards, rewards, ns);
    }

    /// The curve of a reward that picks, and of a judge of what it picks.
    ///
    /// @param judge id of the judge; null for none
    /// @param rewards a prompt's replies' rewards, NaN for none
    /// @param judgeScores the same replies' judge scores, NaN for none
    /// @param ns which n, each >= 1
    /// @throws DataException if fewer than two prompts have max(ns) scored replies
    public static BestOfNCurve of(
            @Nullable String judge, List<double[]> rewards, List<double[]> judgeScores, int... ns) {
        Moments.requireSameLength("prompts", rewards.size(), judgeScores.size());
        int[] rising = Arrays.stream(ns).sorted().distinct().toArray();
        int most = rising[rising.length - 1];
        List<Prompt> scored =
                IntStream.range(0, rewards.size())
                        .mapToObj(i -> Prompt.scored(rewards.get(i), judgeScores.get(i)))
                        .toList();
        List<Prompt> kept = scored.stream().filter(p -> p.rewards().length >= most).toList();
        if (kept.size() < 2) {
            throw new DataException(
                    kept.size()
                            + " of "
                            + scored.size()
                            + " prompts have "
                            + most
                            + " or more scored replies, must be at least 2 for best of "
                            + most);
        }
        var points = new ArrayList<Point>();
        for (int n : rising) {
            points.add(
                    new Point(
                            n,
                            expected(kept, p -> expectedPick(n, p.rewards(), p.rewards())),
                            judge == null
                                    ? null
                                    : expected(kept, p -> expectedPick(n, p.rewards(), p.judge())),
                            klBound(n)));
        }
        int replies = rewards.stream().mapToInt(r -> r.length).sum();
        int competing = scored.stream().mapToInt(p -> p.rewards().length).sum();
        return new BestOfNCurve(
                judge, kept.size(), scored.size() - kept.size(), replies - competing, points);
    }

    /// A prompt's replies that both have scored.
    private record Prompt(double[] rewards, double[] judge) {
        static Prompt scored(double[] rewards, double[] judge) {
            Moments.requireSameLength("rewards and judge scores", rewards.length, judge.length);
            int[] both =
                    IntStream.range(0, rewards.length)
                            .filter(i -> !Double.isNaN(rewards[i]) && !Double.isNaN(judge[i]))
                            .toArray();
            return new Prompt(
                    Arrays.stream(both).mapToDouble(i -> rewards[i]).toArray(),
                    Arrays.stream(both).mapToDouble(i -> judge[i]).toArray());
        }
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

    private static Estimate expected(List<Prompt> prompts, ToDoubleFunction<Prompt> pick) {
        return Estimate.of(prompts.stream().mapToDouble(pick).toArray());
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
