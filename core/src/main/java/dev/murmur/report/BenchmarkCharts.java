package dev.murmur.report;

import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.evaluation.Estimate;
import dev.murmur.report.Chart.Point;
import dev.murmur.report.Chart.Series;
import dev.murmur.report.Chart.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Charts of what benchmarks say of the models.
final class BenchmarkCharts {
    /// With fewer there is no area, with more nothing can be read around a circle.
    private static final int LEAST_ON_RADAR = 3;

    private static final int MOST_ON_RADAR = 12;

    /// Counts of a benchmark that compares replies with a baseline's: characters a reply.
    private static final String LENGTH = "average_length";

    private static final String BASELINE_LENGTH = "baseline_average_length";

    private static final List<String> WIN_RATES = List.of("length_controlled_win_rate", "win_rate");

    private final List<Run> runs;
    private final List<Measured> models;
    private final List<Measured> some;

    BenchmarkCharts(List<Run> runs) {
        this.runs = runs;
        this.models = Measured.all(runs);
        this.some = Measured.some(runs);
    }

    /// Each benchmark's headline, where a run has several models.
    List<Chart> perIteration() {
        boolean loop = runs.stream().anyMatch(run -> run.measured().size() > 1);
        return loop
                ? Measured.benchmarks(models).stream().map(this::overIterations).toList()
                : List.of();
    }

    /// Each benchmark that has several subjects, the one with most of them last.
    List<Chart> subjects() {
        return Measured.benchmarks(some).stream()
                .flatMap(benchmark -> bySubject(benchmark).stream())
                .sorted(Comparator.comparingInt(Chart::longestSeries))
                .toList();
    }

    /// What a win costs in length.
    List<Chart> lengths() {
        return Measured.benchmarks(models).stream().flatMap(this::byLength).toList();
    }

    private Chart overIterations(String benchmark) {
        return new Chart(
                "iterations-" + benchmark,
                benchmark,
                "iteration",
                first(benchmark).headline(),
                "On all questions that were asked. Iteration 0 is the starting model.",
                Style.ITERATIONS,
                null,
                byRun(
                        benchmark,
                        (model, result) ->
                                point(model.stage(), model.results().stage(), result.figure())));
    }

    private List<Chart> bySubject(String benchmark) {
        var names = new TreeSet<String>();
        results(benchmark, some).forEach(result -> names.addAll(result.subjects().keySet()));
        if (names.size() < 2) {
            return List.of();
        }
        List<String> subjects = List.copyOf(names);
        boolean radar =
                first(benchmark).unit() == Unit.RATING
                        && subjects.size() >= LEAST_ON_RADAR
                        && subjects.size() <= MOST_ON_RADAR;
        var series = new ArrayList<Series>();
        for (Measured model : some) {
            BenchmarkResult result = model.on(benchmark);
            if (result != null) {
                series.add(new Series(model.fullName(), model.arm(), points(result, subjects)));
            }
        }
        return List.of(
                new Chart(
                        "subjects-" + benchmark,
                        benchmark,
                        "subject",
                        first(benchmark).headline(),
                        radar
                                ? "From 0 in the middle to 10; the errors are among the numbers."
                                : "Whiskers are ± one standard error over the subject’s questions.",
                        radar ? Style.RADAR : Style.DOTS,
                        null,
                        series));
    }

    private static List<Point> points(BenchmarkResult result, List<String> subjects) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < subjects.size(); i++) {
            SubjectResult subject = result.subjects().get(subjects.get(i));
            if (subject != null) {
                points.add(point(subjects.get(i), i, figure(subject, result.headline())));
            }
        }
        return points;
    }

    /// The headline may be of all subjects only.
    private static Estimate figure(SubjectResult subject, String headline) {
        Map<String, Estimate> metrics = subject.metrics();
        Estimate figure = metrics.get(headline);
        return figure == null ? metrics.values().iterator().next() : figure;
    }

    private Stream<Chart> byLength(String benchmark) {
        if (first(benchmark).unit() != Unit.SHARE
                || results(benchmark, models).noneMatch(r -> r.counts().containsKey(LENGTH))) {
            return Stream.empty();
        }
        Map<String, Estimate> metrics = first(benchmark).metrics();
        List<String> rates = WIN_RATES.stream().filter(metrics::containsKey).toList();
        return (rates.isEmpty() ? List.of(first(benchmark).headline()) : rates)
                .stream().map(rate -> byLength(benchmark, rate));
    }

    private Chart byLength(String benchmark, String rate) {
        var series =
                new ArrayList<>(byRun(benchmark, (model, result) -> byLength(model, result, rate)));
        results(benchmark, models)
                .map(result -> result.counts().get(BASELINE_LENGTH))
                .filter(length -> length != null)
                .findFirst()
                .ifPresent(length ->
                        series.add(
                                new Series(
                                        "baseline",
                                        runs.size(),
                                        List.of(new Point("baseline", length, 0.5, null)))));
        return new Chart(
                "length-" + benchmark + "-" + rate,
                benchmark + ": " + rate,
                "characters a reply",
                rate,
                "Up is better replies; to the right, longer ones. The baseline is at one half.",
                Style.PATH,
                0.5,
                series);
    }

    private static @Nullable Point byLength(Measured model, BenchmarkResult result, String rate) {
        Integer length = result.counts().get(LENGTH);
        Estimate figure = result.metrics().get(rate);
        return length == null || figure == null
                ? null
                : point(model.stage().isEmpty() ? model.name() : model.stage(), length, figure);
    }

    private List<Series> byRun(
            String benchmark, BiFunction<Measured, BenchmarkResult, @Nullable Point> point) {
        return IntStream.range(0, runs.size())
                .mapToObj(
                        arm -> new Series(runs.get(arm).name(), arm, points(arm, benchmark, point)))
                .toList();
    }

    private List<Point> points(
            int arm,
            String benchmark,
            BiFunction<Measured, BenchmarkResult, @Nullable Point> measure) {
        var points = new ArrayList<Point>();
        for (Measured model : models) {
            BenchmarkResult result = model.on(benchmark);
            Point point =
                    model.arm() == arm && result != null ? measure.apply(model, result) : null;
            if (point != null) {
                points.add(point);
            }
        }
        return points;
    }

    private static Point point(String label, double x, Estimate y) {
        return new Point(label, x, y.mean(), y.se());
    }

    private BenchmarkResult first(String benchmark) {
        return results(benchmark, models).findFirst().orElseThrow();
    }

    private static Stream<BenchmarkResult> results(String benchmark, List<Measured> of) {
        return of.stream().map(model -> model.on(benchmark)).flatMap(Stream::ofNullable);
    }
}
