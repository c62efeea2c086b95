package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.benchmark.ModelResults.Output;
import dev.murmur.data.KeyedRandom;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.Holm;
import dev.murmur.evaluation.PairedBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Models side by side, benchmark by benchmark, each against the first on the questions that both
/// answered.
///
/// @param draws of each bootstrap
/// @param seed keys them
/// @param rows a benchmark after the other, in each the models in the order they were given
@JsonNaming(SnakeCaseStrategy.class)
public record RunComparison(int draws, long seed, List<Row> rows) {
    /// Below which adjusted p-value a difference counts as significant.
    public static final double LEVEL = 0.05;

    /// How far the mean of the scores may lie from the metric that it is.
    private static final double ROUNDING = 1e-6;

    /// Conditions that differ from model to model, or are looked at on their own.
    private static final Set<String> MEASURED = Set.of("model", "reward", BenchmarkFolder.PROMPTS);

    /// A model, or what it is to be called.
    public record Named(String name, ModelResults model) {}

    /// A model on a benchmark.
    ///
    /// @param difference to the first model; null for that itself, and where there is none
    /// @param notes what is not as in the first run, or why there is no difference
    public record Row(
            String run,
            BenchmarkResult result,
            @Nullable Difference difference,
            List<String> notes) {
        private Row adjusted(double p) {
            return difference == null ? this : new Row(run, result, difference.adjusted(p), notes);
        }
    }

    /// How far a model lies above the first, on the paired questions alone.
    ///
    /// @param metric that is compared: the headline, if the questions' scores make it up
    /// @param lower end of the 95 % interval
    /// @param p two-sided p-value
    /// @param pHolm the same, adjusted for all differences of the comparison
    /// @param significant whether that is below [#LEVEL]
    /// @param paired questions that both have a score of
    /// @param unpaired the other questions of either
    @JsonNaming(SnakeCaseStrategy.class)
    public record Difference(
            String metric,
            double mean,
            double lower,
            double upper,
            double p,
            double pHolm,
            boolean significant,
            int paired,
            int unpaired) {
        private Difference adjusted(double adjusted) {
            return new Difference(
                    metric, mean, lower, upper, p, adjusted, adjusted < LEVEL, paired, unpaired);
        }
    }

    /// Compares.
    ///
    /// @param models the first is what the others are compared with
    /// @param draws of each bootstrap, at least 1000
    public static RunComparison of(List<Named> models, int draws, long seed) {
        var benchmarks = new TreeSet<String>();
        models.forEach(named -> benchmarks.addAll(named.model().benchmarks().keySet()));
        var rows = new ArrayList<Row>();
        for (String benchmark : benchmarks) {
            long key = KeyedRandom.key(seed, "paired bootstrap", benchmark);
            Output first = models.getFirst().model().benchmarks().get(benchmark);
            if (first != null) {
                rows.add(new Row(models.getFirst().name(), first.result(), null, List.of()));
            }
            for (Named other : models.subList(1, models.size())) {
                Output own = other.model().benchmarks().get(benchmark);
                if (own != null) {
                    var notes = new ArrayList<String>();
                    Difference difference = difference(first, own, notes, draws, key);
                    rows.add(new Row(other.name(), own.result(), difference, notes));
                }
            }
        }
        return new RunComparison(draws, seed, adjusted(rows));
    }

    /// @param notes takes what should be known of the difference, or why there is none
    private static @Nullable Difference difference(
            @Nullable Output first, Output own, List<String> notes, int draws, long key) {
        if (first == null) {
            notes.add("not compared: the first run has no " + own.result().benchmark());
            return null;
        }
        notes.addAll(changedConditions(first.result(), own.result()));
        Optional<String> metric = comparable(first, own);
        if (metric.isEmpty()) {
            notes.add(
                    "not compared: no metric of both runs is the mean of their questions' scores");
            return null;
        }
        if (!metric.get().equals(own.result().headline())) {
            notes.add(
                    "the difference is that of "
                            + metric.get()
                            + ": no question has a "
                            + own.result().headline()
                            + " of its own");
        }
        boolean samePrompts = prompts(first).isPresent() && prompts(first).equals(prompts(own));
        if (!samePrompts) {
            notes.add(
                    "other prompts than the first run's: only questions in the same words are paired");
        }
        PairedQuestions pairs = PairedQuestions.of(first, own, !samePrompts);
        if (pairs.count() < 2) {
            notes.add("not compared: fewer than 2 questions in common");
            return null;
        }
        PairedBootstrap found = PairedBootstrap.of(pairs.first(), pairs.second(), draws, key);
        return new Difference(
                metric.get(),
                found.difference(),
                found.lower(),
                found.upper(),
                found.pValue(),
                found.pValue(),
                false,
                pairs.count(),
                pairs.unpaired());
    }

    /// A metric that the questions' scores make up in both runs; the headline if it is one.
    private static Optional<String> comparable(Output first, Output own) {
        double before = mean(first);
        double after = mean(own);
        return Stream.concat(
                        Stream.of(own.result().headline()),
                        own.result().metrics().keySet().stream())
                .filter(metric -> isMean(first, metric, before) && isMean(own, metric, after))
                .findFirst();
    }

    private static boolean isMean(Output output, String metric, double mean) {
        Estimate figure = output.result().metrics().get(metric);
        return figure != null && Math.abs(figure.mean() - mean) <= ROUNDING;
    }

    /// Of the questions' scores by weight.
    private static double mean(Output output) {
        double sum = 0;
        double weights = 0;
        for (QuestionOutcome question :
                Outcomes.counted(List.copyOf(output.questions().values()))) {
            sum += question.weight() * Objects.requireNonNull(question.score());
            weights += question.weight();
        }
        return sum / weights;
    }

    private static Optional<String> prompts(Output output) {
        return Optional.ofNullable(output.result().conditions().get(BenchmarkFolder.PROMPTS));
    }

    /// What else than the measured model is not as in the first run. Data show in the prompts.
    private static List<String> changedConditions(BenchmarkResult first, BenchmarkResult own) {
        var names = new TreeSet<>(first.conditions().keySet());
        names.addAll(own.conditions().keySet());
        names.removeIf(name -> MEASURED.contains(name) || name.startsWith("data "));
        return names.stream()
                .filter(name ->
                        !Objects.equals(first.conditions().get(name), own.conditions().get(name)))
                .map(name ->
                        name
                                + " is "
                                + own.conditions().getOrDefault(name, "not known")
                                + ", in the first run "
                                + first.conditions().getOrDefault(name, "not known"))
                .toList();
    }

    private static List<Row> adjusted(List<Row> rows) {
        double[] pValues =
                rows.stream()
                        .map(Row::difference)
                        .filter(Objects::nonNull)
                        .mapToDouble(Difference::p)
                        .toArray();
        double[] adjusted = Holm.adjust(pValues);
        int test = 0;
        var all = new ArrayList<Row>();
        for (Row row : rows) {
            all.add(row.difference() == null ? row : row.adjusted(adjusted[test++]));
        }
        return all;
    }
}
