package dev.murmur.report;

import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.benchmark.BenchmarkResult.Interval;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.ModelResults.Output;
import dev.murmur.evaluation.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What published benchmarks say of the models: the table, and what it depends on.
final class Benchmarks {
    private final List<Measured> models;
    private final List<Measured> some;

    Benchmarks(List<Run> runs) {
        this.models = Measured.all(runs);
        this.some = Measured.some(runs);
    }

    /// A model on a benchmark.
    ///
    /// @param first whether the benchmark begins here
    /// @param others metrics that are not quoted
    record Row(
            String benchmark,
            boolean first,
            String name,
            int arm,
            String stage,
            String metric,
            String figure,
            String questions,
            boolean part,
            String others,
            String counts) {}

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (String benchmark : Measured.benchmarks(models)) {
            boolean first = true;
            for (Measured model : models) {
                BenchmarkResult result = model.on(benchmark);
                if (result != null) {
                    rows.add(row(model, result, first));
                    first = false;
                }
            }
        }
        return rows;
    }

    /// Figures that nobody may take for the benchmarks’; empty if there are none.
    String parts() {
        return models.stream()
                .flatMap(model -> model.results().benchmarks().values().stream())
                .map(Output::result)
                .filter(BenchmarkResult::part)
                .map(result ->
                        "%s (%d of %d questions)"
                                .formatted(result.benchmark(), result.n(), result.published()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// The models of [#conditions()].
    List<String> names() {
        return some.stream().map(Measured::fullName).toList();
    }

    /// What the figures depend on.
    List<Settings.Row> conditions() {
        return Settings.rows(some.stream().map(Benchmarks::conditions).toList());
    }

    private static Map<String, String> conditions(Measured model) {
        var all = new TreeMap<String, String>();
        model.results()
                .benchmarks()
                .forEach((benchmark, output) ->
                        output.result()
                                .conditions()
                                .forEach((key, value) -> all.put(benchmark + ": " + key, value)));
        return all;
    }

    private static Row row(Measured model, BenchmarkResult result, boolean first) {
        return new Row(
                result.benchmark(),
                first,
                model.name(),
                model.arm(),
                model.stage(),
                result.headline(),
                figure(result.unit(), result.figure()),
                result.part()
                        ? result.n() + " of " + result.published()
                        : Integer.toString(result.n()),
                result.part(),
                others(result),
                result.counts().entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", ")));
    }

    /// What else there is of the figure, and the metrics that are not quoted.
    private static String others(BenchmarkResult result) {
        Unit unit = result.unit();
        var others = new ArrayList<String>();
        String quoted = interval(result, result.headline());
        if (!quoted.isEmpty()) {
            others.add("95\u202f%" + quoted);
        }
        if (!result.runs().isEmpty()) {
            others.add(
                    result.runs().stream()
                            .map(run -> value(unit, run))
                            .collect(Collectors.joining(" ", "runs ", "")));
        }
        result.metrics()
                .forEach((metric, estimate) -> {
                    if (!metric.equals(result.headline())) {
                        others.add(
                                metric + " " + figure(unit, estimate) + interval(result, metric));
                    }
                });
        return String.join(", ", others);
    }

    /// Empty for a metric without.
    private static String interval(BenchmarkResult result, String metric) {
        Interval interval = result.intervals().get(metric);
        return interval == null
                ? ""
                : "\u00a0["
                        + value(result.unit(), interval.low())
                        + ",\u00a0"
                        + value(result.unit(), interval.high())
                        + "]";
    }

    private static String value(Unit unit, double value) {
        return switch (unit) {
            case SHARE -> Format.percent(value);
            case RATING -> Format.fixed(value, 2);
        };
    }

    private static String figure(Unit unit, Estimate figure) {
        return switch (unit) {
            case SHARE -> Format.share(figure.mean(), figure.se());
            case RATING -> Format.estimate(figure, 2);
        };
    }
}
