package dev.murmur.report;

import dev.murmur.report.Chart.Point;
import dev.murmur.report.Chart.Series;
import dev.murmur.report.Chart.Style;
import dev.murmur.report.Run.Segment;
import dev.murmur.report.Run.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Charts of the numbers that training logs with every optimiser step.
final class TrainingCurves {
    /// How many points an iteration is drawn with at most; more steps are averaged.
    static final int POINTS = 60;

    private final List<Run> runs;

    TrainingCurves(List<Run> runs) {
        this.runs = runs;
    }

    List<Chart> charts() {
        return Stream.of(
                        chart("loss", "Loss", "Training loss, mean over a step’s batch."),
                        chart(
                                "accuracy",
                                "Accuracy",
                                "Share of the batch ordered as the preference says."),
                        chart(
                                "margin",
                                "Margin",
                                "Mean margin of chosen over rejected, in the loss’s own unit."),
                        chart(
                                "reward_chosen",
                                "Reward of the chosen",
                                "Mean implicit reward, beta times the log-ratio to the reference."
                                        + " It may fall while the margin grows."),
                        chart(
                                "reward_rejected",
                                "Reward of the rejected",
                                "The same of the rejected replies; it should fall further."),
                        chart(
                                "eval_loss",
                                "Held-out loss",
                                "The objective’s loss on the held-out file, while training."),
                        chart(
                                "eval_accuracy",
                                "Held-out accuracy",
                                "Share of the held-out pairs ordered rightly, while training."),
                        chart(
                                "score",
                                "Score of the rollouts",
                                "Mean score of an iteration’s replies, before it is shaped."),
                        chart(
                                "kl",
                                "KL of the rollouts",
                                "Mean log-ratio of an iteration’s replies to the initial policy,"
                                        + " nats a reply."),
                        chart(
                                "tokens",
                                "Length of the rollouts",
                                "Mean tokens of an iteration’s replies."),
                        chart(
                                "clip_fraction",
                                "Clipped",
                                "Share of the tokens, or replies, whose ratio to the sampler was"
                                        + " clipped."),
                        chart(
                                "explained_variance",
                                "Explained variance",
                                "Share of the returns’ variance that the value model foresaw."),
                        chart(
                                "grad_norm",
                                "Gradient norm",
                                "Before clipping, over all trained parameters."))
                .filter(Chart::hasPoints)
                .toList();
    }

    private Chart chart(String metric, String title, String caption) {
        return new Chart(
                "training-" + metric,
                title,
                hasIterations() ? "iteration" : "step",
                metric,
                caption,
                Style.STEPS,
                null,
                IntStream.range(0, runs.size())
                        .mapToObj(i -> new Series(runs.get(i).name(), i, points(i, metric)))
                        .toList());
    }

    private boolean hasIterations() {
        return runs.stream().flatMap(r -> r.training().stream()).anyMatch(s -> s.iteration() > 0);
    }

    private List<Point> points(int arm, String metric) {
        var points = new ArrayList<Point>();
        for (Segment segment : runs.get(arm).training()) {
            List<Step> steps =
                    segment.steps().stream().filter(s -> s.metrics().containsKey(metric)).toList();
            int bin = Math.ceilDiv(steps.size(), POINTS);
            for (int from = 0; from < steps.size(); from += bin) {
                List<Step> some = steps.subList(from, Math.min(from + bin, steps.size()));
                points.add(point(segment, from + some.size(), steps.size(), some, metric));
            }
        }
        return points;
    }

    /// Iteration k spans from k - 1 to k, so that arms with unlike step counts lie over each other.
    private static Point point(
            Segment segment, int done, int all, List<Step> steps, String metric) {
        long last = steps.getLast().number();
        double x = segment.iteration() == 0 ? last : segment.iteration() - 1 + (double) done / all;
        DoubleStream values = steps.stream().mapToDouble(s -> s.metrics().get(metric));
        return new Point("step " + last, x, values.average().orElseThrow(), null);
    }
}
