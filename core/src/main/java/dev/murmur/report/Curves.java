package dev.murmur.report;

import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.report.Chart.Point;
import dev.murmur.report.Chart.Series;
import dev.murmur.report.Chart.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Charts of what was measured on the held-out prompts, all arms overlaid.
final class Curves {
    private final List<Run> runs;

    Curves(List<Run> runs) {
        this.runs = runs;
    }

    List<Chart> perIteration() {
        return List.of(
                iterations(
                        "reward",
                        "Reward",
                        "mean reward",
                        "Mean score of the reward model that training used, in its own unit: the"
                                + " proxy, which also rises when it is being exploited.",
                        null,
                        e -> value(e.reward())),
                iterations(
                        "win-rate",
                        "Win rate",
                        "win rate",
                        "Share of prompts where the judge prefers the reply to the starting"
                                + " model’s; a tie counts half. The start is 0.5 by definition.",
                        0.5,
                        Curves::winRate),
                iterations(
                        "lc-win-rate",
                        "Length-controlled win rate",
                        "LC win rate, minimal form",
                        "The win rate that a logistic fit predicts at equal length: AlpacaEval 2’s"
                                + " model in its minimal form, without instruction difficulty.",
                        0.5,
                        e -> value(e.lcWinRate())),
                iterations(
                        "tokens",
                        "Reply length",
                        "tokens a reply",
                        "Mean tokens of a reply, end-of-turn token included.",
                        null,
                        e -> value(e.tokens())),
                iterations(
                        "kl",
                        "KL to the start",
                        "nats a reply",
                        "Mean of log π(y|x) − log π_start(y|x) over the policy’s own replies.",
                        0.0,
                        e -> e.kl() == null ? null : value(e.kl())),
                iterations(
                        "correlation",
                        "Reward–length correlation",
                        "Pearson’s r",
                        "Correlation of reward and tokens over replies: how far the reward model"
                                + " follows length on what this policy writes. No standard error.",
                        0.0,
                        Curves::correlation));
    }

    /// What a win costs.
    List<Chart> tradeOffs() {
        return List.of(
                path(
                        "win-by-tokens",
                        "Win rate by length",
                        "tokens a reply",
                        "Each point is a model, joined in order from the start. Up is better"
                                + " replies; to the right, longer ones.",
                        PolicyEvaluation::tokens),
                path(
                        "win-by-kl",
                        "Win rate by distance",
                        "KL to the start, nats a reply",
                        "How far each iterate has moved from the starting model, and what it won."
                                + " A path that bends down is over-optimised.",
                        PolicyEvaluation::kl));
    }

    List<Chart> bestOfN() {
        return List.of(
                bestOfN(
                        "best-of-n-judge",
                        "Judge score of the pick",
                        "judge score",
                        "Expected judge score of the reply that the reward model picks among n.",
                        BestOfNCurve.Point::judge),
                bestOfN(
                        "best-of-n-reward",
                        "Reward of the pick",
                        "reward",
                        "Expected reward of the same pick. If it rises where the judge’s score"
                                + " does not, the reward model is being exploited.",
                        BestOfNCurve.Point::reward));
    }

    private Chart iterations(
            String id,
            String title,
            String y,
            String caption,
            @Nullable Double level,
            Function<PolicyEvaluation, @Nullable Value> measure) {
        return new Chart(
                id,
                title,
                "iteration",
                y,
                caption,
                Style.ITERATIONS,
                level,
                series(run -> points(run, (stage, _) -> stage.number(), measure)));
    }

    private Chart path(
            String id,
            String title,
            String x,
            String caption,
            Function<PolicyEvaluation, @Nullable Estimate> across) {
        return new Chart(
                id,
                title,
                x,
                "win rate",
                caption,
                Style.PATH,
                0.5,
                series(run ->
                        points(
                                run,
                                (_, e) -> Objects.requireNonNull(across.apply(e)).mean(),
                                e -> across.apply(e) == null ? null : winRate(e))));
    }

    private Chart bestOfN(
            String id,
            String title,
            String y,
            String caption,
            Function<BestOfNCurve.Point, @Nullable Estimate> measure) {
        return new Chart(
                id,
                title,
                "n",
                y,
                caption,
                Style.LOGARITHMIC,
                null,
                series(run -> bestOfNPoints(run.bestOfN(), measure)));
    }

    private List<Series> series(Function<Run, List<Point>> points) {
        return IntStream.range(0, runs.size())
                .mapToObj(i -> new Series(runs.get(i).name(), i, points.apply(runs.get(i))))
                .toList();
    }

    private static List<Point> points(
            Run run, Across across, Function<PolicyEvaluation, @Nullable Value> measure) {
        var points = new ArrayList<Point>();
        for (Run.Stage stage : run.stages()) {
            PolicyEvaluation evaluation = stage.evaluation();
            Value y = evaluation == null ? null : measure.apply(evaluation);
            if (evaluation != null && y != null) {
                points.add(new Point(stage.label(), across.at(stage, evaluation), y.mean, y.se));
            }
        }
        return points;
    }

    private static List<Point> bestOfNPoints(
            @Nullable BestOfNCurve curve,
            Function<BestOfNCurve.Point, @Nullable Estimate> measure) {
        if (curve == null) {
            return List.of();
        }
        var points = new ArrayList<Point>();
        for (BestOfNCurve.Point point : curve.points()) {
            Estimate y = measure.apply(point);
            if (y != null) {
                points.add(new Point("best of " + point.n(), point.n(), y.mean(), y.se()));
            }
        }
        return points;
    }

    private static Value value(Estimate estimate) {
        return new Value(estimate.mean(), estimate.se());
    }

    private static Value winRate(PolicyEvaluation evaluation) {
        return new Value(evaluation.winRate().mean(), evaluation.winRate().se());
    }

    private static @Nullable Value correlation(PolicyEvaluation evaluation) {
        Double r = evaluation.rewardLengthCorrelation();
        return r == null ? null : new Value(r, null);
    }

    private record Value(double mean, @Nullable Double se) {}

    /// Where a stage stands on the horizontal axis.
    private interface Across {
        double at(Run.Stage stage, PolicyEvaluation evaluation);
    }
}
