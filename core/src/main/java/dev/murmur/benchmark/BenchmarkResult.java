package dev.murmur.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A benchmark's figures for a model, and what is needed to trust or repeat them.
///
/// @param benchmark its name
/// @param n questions that the figures are of
/// @param published how many the benchmark has; null where nobody says
/// @param part whether it has others, so that the figures are not the benchmark's
/// @param headline the metric that is quoted
/// @param unit of all figures
/// @param metrics by name
/// @param subjects the same by subject; empty for a benchmark without
/// @param counts what else should be known of the answers: how many are missing, tied, cut
/// @param intervals of metrics whose error is no bell curve, by name; empty for most benchmarks
/// @param conditions what the figures depend on, by name: model, data, prompts, versions
/// @param runs the headline of each run, if everything was done several times: their spread is what
///   sampling and the judge's moods add
@JsonNaming(SnakeCaseStrategy.class)
public record BenchmarkResult(
        String benchmark,
        int n,
        @Nullable Integer published,
        boolean part,
        String headline,
        Unit unit,
        SortedMap<String, Estimate> metrics,
        SortedMap<String, SubjectResult> subjects,
        SortedMap<String, Integer> counts,
        SortedMap<String, Interval> intervals,
        SortedMap<String, String> conditions,
        List<Double> runs) {
    /// Where a figure lies with a probability of 95 %, in the figure's unit.
    public record Interval(double low, double high) {}

    public BenchmarkResult {
        intervals = intervals == null ? new TreeMap<>() : intervals;
        runs = runs == null ? List.of() : List.copyOf(runs);
    }

    /// Of one run.
    BenchmarkResult(
            String benchmark,
            int n,
            @Nullable Integer published,
            boolean part,
            String headline,
            Unit unit,
            SortedMap<String, Estimate> metrics,
            SortedMap<String, SubjectResult> subjects,
            SortedMap<String, Integer> counts,
            SortedMap<String, String> conditions) {
        this(
                benchmark,
                n,
                published,
                part,
                headline,
                unit,
                metrics,
                subjects,
                counts,
                new TreeMap<>(),
                conditions,
                List.of());
    }

    static final String FILE = "result.json";

    /// Counts that are nothing to remark on.
    private static final Set<String> PLAIN =
            Set.of("average_length", "baseline_average_length", "judgements");

    /// What figures are in.
    public enum Unit {
        /// Between 0 and 1; shown as a percentage.
        @JsonProperty("share")
        SHARE,
        /// From 1 to 10.
        @JsonProperty("rating")
        RATING;

        /// A figure without its error.
        String show(double figure) {
            return this == SHARE
                    ? String.format(Locale.ROOT, "%.2f %%", 100 * figure)
                    : String.format(Locale.ROOT, "%.2f", figure);
        }

        /// A figure as people write it.
        public String show(Estimate figure) {
            return switch (this) {
                case SHARE ->
                        String.format(
                                Locale.ROOT,
                                "%.2f ± %.2f %%",
                                100 * figure.mean(),
                                100 * figure.se());
                case RATING ->
                        String.format(Locale.ROOT, "%.2f ± %.2f", figure.mean(), figure.se());
            };
        }
    }

    /// @param n questions
    /// @param metrics by name
    public record SubjectResult(int n, SortedMap<String, Estimate> metrics) {}

    /// The headline's value.
    public Estimate figure() {
        return Objects.requireNonNull(metrics.get(headline), headline);
    }

    /// How many questions, and loudly if they are not all.
    public String questions() {
        return part ? n + " of " + published + ": a part" : Integer.toString(n);
    }

    /// What else should be known before the figure is believed: counts of what went otherwise than
    /// it should, ties, and what each of several runs gave.
    public String remarks() {
        Stream<String> odd =
                counts.entrySet().stream()
                        .filter(count -> count.getValue() > 0 && !PLAIN.contains(count.getKey()))
                        .map(count -> count.getValue() + " " + count.getKey().replace('_', ' '));
        Stream<String> each =
                runs.isEmpty()
                        ? Stream.of()
                        : Stream.of(
                                runs.stream()
                                        .map(run -> unit.show(run))
                                        .collect(Collectors.joining(", ", "runs ", "")));
        return Stream.concat(odd, each).collect(Collectors.joining(", "));
    }

    /// Reads what a run left.
    ///
    /// @param folder of the benchmark
    public static BenchmarkResult read(Path folder) {
        return EvaluationFiles.read(folder.resolve(FILE), BenchmarkResult.class);
    }
}
