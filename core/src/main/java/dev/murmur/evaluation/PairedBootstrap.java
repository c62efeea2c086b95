package dev.murmur.evaluation;

import dev.murmur.data.KeyedRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/// How sure the difference of two systems is that answered the same questions: a paired percentile
/// bootstrap (Efron and Tibshirani 1993, chapters 13 and 16; for NLP Koehn 2004, W04-3250).
///
/// Questions are drawn with replacement, what both systems have of a question together. Subjects
/// are not kept at their sizes: where the difference is not the same in all, that widens the
/// interval. With few questions the interval is too narrow: of true nulls with 20 questions 8 in
/// 100 are found significant at 0.05, with 100 or 400 questions 5 or 6 (`PairedBootstrapTest`).
///
/// @param difference of the weighted means, second less first
/// @param lower end of the 95 % interval, the 0.025 quantile of the draws
/// @param upper the 0.975 quantile
/// @param pValue two-sided: twice the smaller share of draws at or beyond 0, the data themselves
///   counted as one, at most 1
public record PairedBootstrap(double difference, double lower, double upper, double pValue) {
    private static final double TAIL = 0.025;

    /// What a system has of each question.
    ///
    /// @param values finite
    /// @param weights `> 0`; the two systems' may differ
    public record Scores(double[] values, double[] weights) {
        public Scores {
            Moments.requireSameLength("values and weights", values.length, weights.length);
            Moments.requireFinite("value", values);
            Moments.requireFinite("weight", weights);
            if (Arrays.stream(weights).anyMatch(weight -> weight <= 0)) {
                throw new IllegalArgumentException("every weight must be > 0");
            }
        }

        /// The weighted mean over questions, each as often as it is named.
        private double mean(int[] questions) {
            double sum = 0;
            double total = 0;
            for (int question : questions) {
                sum += weights[question] * values[question];
                total += weights[question];
            }
            return sum / total;
        }
    }

    /// Resamples.
    ///
    /// @param first of at least 2 questions
    /// @param second of the same questions in the same order
    /// @param draws how often all questions are drawn, at least 1000 for an interval worth reading
    /// @param key of the random draws
    public static PairedBootstrap of(Scores first, Scores second, int draws, long key) {
        int n = first.values.length;
        Moments.requireSameLength("the systems' scores", n, second.values.length);
        if (n < 2) {
            throw new IllegalArgumentException("a bootstrap needs at least 2 questions, got " + n);
        }
        if (draws < 1000) {
            throw new IllegalArgumentException("draws is " + draws + ", must be at least 1000");
        }
        int[] questions = IntStream.range(0, n).toArray();
        double difference = second.mean(questions) - first.mean(questions);
        var differences = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            long index = (long) draw * n;
            Arrays.setAll(questions, i -> KeyedRandom.below(n, key, index + i));
            differences[draw] = second.mean(questions) - first.mean(questions);
        }
        Arrays.sort(differences);
        return new PairedBootstrap(
                difference,
                Moments.quantile(differences, TAIL),
                Moments.quantile(differences, 1 - TAIL),
                pValue(differences));
    }

    private static double pValue(double[] differences) {
        long below = Arrays.stream(differences).filter(difference -> difference <= 0).count();
        long above = Arrays.stream(differences).filter(difference -> difference >= 0).count();
        return Math.min(1, 2.0 * (1 + Math.min(below, above)) / (differences.length + 1));
    }
}
