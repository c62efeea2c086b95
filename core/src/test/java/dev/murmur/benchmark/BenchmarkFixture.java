package dev.murmur.benchmark;

import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes what a benchmark leaves, of outcomes that are given.
///
/// @param questions in the order of the file
/// @param counts of `result.json`
/// @param conditions likewise
public record BenchmarkFixture(
        String benchmark,
        Unit unit,
        List<QuestionOutcome> questions,
        Map<String, Integer> counts,
        Map<String, String> conditions) {
    /// Shares of the questions q0, q1, ... of no subject, asked the same words.
    public static BenchmarkFixture of(String benchmark, String prompts, Double... scores) {
        List<QuestionOutcome> questions =
                IntStream.range(0, scores.length)
                        .mapToObj(i ->
                                new QuestionOutcome(
                                        "",
                                        "q" + i,
                                        scores[i],
                                        1,
                                        "Why " + i + "?",
                                        List.of(),
                                        List.of()))
                        .toList();
        return new BenchmarkFixture(
                benchmark,
                Unit.SHARE,
                questions,
                Map.of(),
                Map.of("prompts", prompts, "model", "m"));
    }

    public BenchmarkFixture asking(List<QuestionOutcome> others) {
        return new BenchmarkFixture(benchmark, unit, others, counts, conditions);
    }

    public BenchmarkFixture with(Map<String, String> others) {
        return new BenchmarkFixture(benchmark, unit, questions, counts, others);
    }

    /// @param run folder of the run
    public BenchmarkFixture write(Path run) {
        Path folder = run.resolve(benchmark);
        QuestionOutcome.write(folder, questions);
        EvaluationFiles.write(folder.resolve(BenchmarkResult.FILE), result());
        return this;
    }

    public BenchmarkResult result() {
        Map<String, List<QuestionOutcome>> bySubject =
                scored().stream()
                        .filter(q -> !q.subject().isEmpty())
                        .collect(Collectors.groupingBy(QuestionOutcome::subject));
        var subjects = new TreeMap<String, SubjectResult>();
        bySubject.forEach((subject, own) ->
                subjects.put(subject, new SubjectResult(own.size(), figures(own))));
        return new BenchmarkResult(
                benchmark,
                scored().size(),
                questions.size(),
                scored().size() != questions.size(),
                "score",
                unit,
                figures(scored()),
                subjects,
                new TreeMap<>(counts),
                new TreeMap<>(conditions));
    }

    private List<QuestionOutcome> scored() {
        return questions.stream().filter(question -> question.score() != null).toList();
    }

    private static SortedMap<String, Estimate> figures(List<QuestionOutcome> questions) {
        double weights = questions.stream().mapToDouble(QuestionOutcome::weight).sum();
        double mean = questions.stream().mapToDouble(q -> q.weight() * q.score()).sum() / weights;
        double se =
                Math.sqrt(
                                questions.stream()
                                        .mapToDouble(
                                                q -> Math.pow(q.weight() * (q.score() - mean), 2))
                                        .sum())
                        / weights;
        return new TreeMap<>(Map.of("score", new Estimate(mean, se)));
    }
}
