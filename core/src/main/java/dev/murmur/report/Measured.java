package dev.murmur.report;

import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.benchmark.ModelResults;
import dev.murmur.benchmark.ModelResults.Output;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A model that benchmarks measured, as the page shows it.
///
/// @param name of its run
/// @param arm chooses its colour
record Measured(String name, int arm, ModelResults results) {
    /// Every model of every run, in its run's colour.
    static List<Measured> all(List<Run> runs) {
        return IntStream.range(0, runs.size())
                .boxed()
                .flatMap(arm -> models(runs.get(arm), arm))
                .toList();
    }

    /// The few that are drawn over each other: of one run the start, the first and the last
    /// iterate, each in a colour of its own; of several runs the last model of each.
    static List<Measured> some(List<Run> runs) {
        if (runs.size() > 1) {
            return IntStream.range(0, runs.size())
                    .boxed()
                    .flatMap(
                            arm -> models(runs.get(arm), arm).toList().reversed().stream().limit(1))
                    .toList();
        }
        List<Measured> models = all(runs);
        int[] ends =
                IntStream.of(0, 1, models.size() - 1)
                        .filter(i -> i >= 0 && i < models.size())
                        .distinct()
                        .toArray();
        return IntStream.range(0, ends.length)
                .mapToObj(i -> models.get(ends[i]).coloured(i))
                .toList();
    }

    /// The benchmarks that any of them has, sorted.
    static List<String> benchmarks(List<Measured> models) {
        var names = new TreeSet<String>();
        models.forEach(model -> names.addAll(model.results.benchmarks().keySet()));
        return List.copyOf(names);
    }

    /// Empty for a model of no loop.
    String stage() {
        return results.label();
    }

    /// What tells it from all others.
    String fullName() {
        return (name + " " + stage()).strip();
    }

    @Nullable BenchmarkResult on(String benchmark) {
        Output output = results.benchmarks().get(benchmark);
        return output == null ? null : output.result();
    }

    private Measured coloured(int colour) {
        return new Measured(name, colour, results);
    }

    private static Stream<Measured> models(Run run, int arm) {
        return run.measured().stream().map(model -> new Measured(run.name(), arm, model));
    }
}
