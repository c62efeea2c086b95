package dev.murmur.benchmark;

import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Sums of what became of questions.
final class Outcomes {
    private Outcomes() {}

    /// The weighted mean of those that count.
    ///
    /// @throws dev.murmur.data.DataException if fewer than two do
    static Estimate of(List<QuestionOutcome> outcomes) {
        List<QuestionOutcome> counted = counted(outcomes);
        if (counted.size() < 2) {
            throw new DataException(
                    counted.size()
                            + " of "
                            + outcomes.size()
                            + " questions have a judgement that can be read; a figure needs two at"
                            + " least. What the judge said is in the benchmark's folder");
        }
        return Estimate.weighted(
                counted.stream().mapToDouble(one -> Objects.requireNonNull(one.score())).toArray(),
                counted.stream().mapToDouble(QuestionOutcome::weight).toArray());
    }

    /// The same of each subject; of those that have two questions, for one has no error.
    static SortedMap<String, SubjectResult> bySubject(
            List<QuestionOutcome> outcomes, String metric) {
        var subjects = new TreeMap<String, List<QuestionOutcome>>();
        for (QuestionOutcome outcome : counted(outcomes)) {
            subjects.computeIfAbsent(outcome.subject(), _ -> new ArrayList<>()).add(outcome);
        }
        var results = new TreeMap<String, SubjectResult>();
        subjects.forEach((subject, own) -> {
            if (own.size() > 1) {
                results.put(
                        subject,
                        new SubjectResult(own.size(), new TreeMap<>(Map.of(metric, of(own)))));
            }
        });
        return results;
    }

    /// What is known of replies without a judge.
    static SortedMap<String, Integer> counts(List<List<Exchange>> runs) {
        List<ChatReply> replies =
                runs.stream().flatMap(run -> run.stream().map(Exchange::reply)).toList();
        return new TreeMap<>(
                Map.of(
                        "cut",
                        (int) replies.stream().filter(ChatReply::cut).count(),
                        "average_length",
                        averageLength(replies)));
    }

    /// The same, and how long replies are that they are compared with.
    static SortedMap<String, Integer> counts(
            List<List<Exchange>> runs, Function<ChatQuestion, ChatReply> baseline) {
        SortedMap<String, Integer> counts = counts(runs);
        counts.put(
                "baseline_average_length",
                averageLength(
                        runs.getFirst().stream().map(Exchange::question).map(baseline).toList()));
        return counts;
    }

    private static int averageLength(List<ChatReply> replies) {
        return (int) replies.stream().mapToInt(ChatReply::characters).average().orElse(0);
    }

    /// Those that have a score.
    static List<QuestionOutcome> counted(List<QuestionOutcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.score() != null).toList();
    }
}
