package dev.murmur.benchmark;

import dev.murmur.benchmark.ModelResults.Output;
import dev.murmur.data.DataException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The questions of a benchmark that two models have a score of.
///
/// @param differences the second's score less the first's
/// @param weights of the first
/// @param unpaired how many other questions either was asked
record PairedQuestions(double[] differences, double[] weights, int unpaired) {
    /// How far the mean of the scores may lie from the headline that it is.
    private static final double ROUNDING = 1e-6;

    private record Key(String subject, String id) {}

    /// @param sameWords whether questions that are called the same must also be in the same words
    static PairedQuestions of(Output first, Output second, boolean sameWords) {
        Map<Key, QuestionOutcome> before = byKey(first);
        Map<Key, QuestionOutcome> after = byKey(second);
        var differences = new ArrayList<Double>();
        var weights = new ArrayList<Double>();
        before.forEach((key, question) -> {
            QuestionOutcome other = after.get(key);
            if (other == null || (sameWords && !isSameText(question.asked(), other.asked()))) {
                return;
            }
            Double was = question.score();
            Double is = other.score();
            if (was != null && is != null) {
                differences.add(is - was);
                weights.add(question.weight());
            }
        });
        var asked = new HashSet<>(before.keySet());
        asked.addAll(after.keySet());
        return new PairedQuestions(
                doubles(differences), doubles(weights), asked.size() - differences.size());
    }

    int count() {
        return differences.length;
    }

    /// Whether a benchmark's headline is the mean of its questions' scores by weight.
    static boolean makeUpTheHeadline(Output output) {
        double sum = 0;
        double weights = 0;
        for (QuestionOutcome question : output.questions()) {
            if (question.score() != null) {
                sum += question.weight() * question.score();
                weights += question.weight();
            }
        }
        return Math.abs(sum / weights - output.result().figure().mean()) <= ROUNDING;
    }

    /// Nothing is known of a question without text.
    private static boolean isSameText(String one, String other) {
        return one.equals(other) && !one.isEmpty();
    }

    private static Map<Key, QuestionOutcome> byKey(Output output) {
        var byKey = new LinkedHashMap<Key, QuestionOutcome>();
        for (QuestionOutcome question : output.questions()) {
            var key = new Key(question.subject(), question.id());
            if (byKey.put(key, question) != null) {
                throw new DataException(
                        output.folder().resolve(QuestionOutcome.FILE)
                                + " has two questions '"
                                + question.id()
                                + "' of the subject '"
                                + question.subject()
                                + "', must have one");
            }
        }
        return byKey;
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
