package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.RunComparison.Difference;
import dev.murmur.benchmark.RunComparison.Named;
import dev.murmur.benchmark.RunComparison.Row;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {
    @TempDir Path folder;

    /// Of 60 questions the second is right where the first is wrong 20 times, and never the other
    /// way round.
    @Test
    void aClearDifferenceIsSignificant() {
        write("a", "task", "same", 20, 60);
        write("b", "task", "same", 40, 60);
        List<Row> rows = compare("a", "b").rows();
        assertThat(rows).extracting(Row::run).containsExactly("a", "b");
        assertThat(rows.getFirst().difference()).isNull();
        Difference found = rows.getLast().difference();
        assertThat(found.mean()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(found.lower()).isBetween(0.2, 0.25);
        assertThat(found.upper()).isBetween(0.42, 0.47);
        assertThat(found.significant()).isTrue();
        assertThat(found.paired()).isEqualTo(60);
        assertThat(found.unpaired()).isZero();
        assertThat(rows.getLast().notes()).isEmpty();
    }

    @Test
    void aRunAgainstItselfDiffersByNothing() {
        write("a", "task", "same", 20, 60);
        assertThat(compare("a", "a").rows().getLast().difference())
                .isEqualTo(new Difference("score", 0, 0, 0, 1, 1, false, 60, 0));
    }

    /// What is significant alone is not among many.
    @Test
    void manyComparisonsAreCorrectedFor() {
        for (int i = 0; i < 10; i++) {
            write("a", "task" + i, "same", 20, 40);
            write("b", "task" + i, "same", i == 0 ? 25 : 20, 40);
        }
        Difference found = compare("a", "b").rows().get(1).difference();
        assertThat(found.p()).isBetween(0.005, 0.02);
        assertThat(found.pHolm()).isCloseTo(10 * found.p(), within(1e-12));
        assertThat(found.significant()).isFalse();
    }

    @Test
    void questionsWithoutAScoreArePairedWithNothing() {
        BenchmarkFixture.of("task", "same", 1.0, 0.0, null, 1.0).write(folder.resolve("a"));
        BenchmarkFixture.of("task", "same", 0.0, 0.0, 1.0, null).write(folder.resolve("b"));
        Difference found = compare("a", "b").rows().getLast().difference();
        assertThat(found.paired()).isEqualTo(2);
        assertThat(found.unpaired()).isEqualTo(2);
        assertThat(found.mean()).isEqualTo(-0.5);
    }

    /// A part has other prompts than the whole; the questions that are in both count.
    @Test
    void aPartIsComparedOnItsOwnQuestions() {
        BenchmarkFixture.of("task", "whole", 1.0, 0.0, 1.0, 1.0).write(folder.resolve("a"));
        BenchmarkFixture.of("task", "part", 0.0, 0.0, 1.0).write(folder.resolve("b"));
        Row row = compare("a", "b").rows().getLast();
        assertThat(row.difference().paired()).isEqualTo(3);
        assertThat(row.difference().unpaired()).isEqualTo(1);
        assertThat(row.notes())
                .containsExactly(
                        "other prompts than the first run's: only questions in the same words are paired");
    }

    @Test
    void otherWordsUnderTheSameNameAreNotPaired() {
        BenchmarkFixture first = BenchmarkFixture.of("task", "one", 1.0, 0.0, 1.0);
        first.write(folder.resolve("a"));
        List<QuestionOutcome> others =
                first.questions().stream()
                        .map(q ->
                                new QuestionOutcome(
                                        "", q.id(), q.score(), 1, "Where?", List.of(), List.of()))
                        .toList();
        BenchmarkFixture.of("task", "two", 1.0).asking(others).write(folder.resolve("b"));
        Row row = compare("a", "b").rows().getLast();
        assertThat(row.difference()).isNull();
        assertThat(row.notes()).last().isEqualTo("not compared: fewer than 2 questions in common");
    }

    /// 1 * 9 / 11 less 1 * 3 / 5.
    @Test
    void eachRunHasItsOwnWeights() {
        write("a", outcome("x", "1", 1, 3), outcome("y", "1", 0, 1), outcome("y", "2", 0, 1));
        write("b", outcome("x", "1", 1, 9), outcome("y", "1", 0, 1), outcome("y", "2", 0, 1));
        assertThat(compare("a", "b").rows().getLast().difference().mean())
                .isCloseTo(9.0 / 11 - 0.6, within(1e-12));
    }

    @Test
    void anotherFigureOrNoneIsNotCompared() {
        write("a", "task", "same", 2, 4);
        write("b", "other", "same", 2, 4);
        assertThat(compare("a", "b").rows().getFirst().notes())
                .containsExactly("not compared: the first run has no other");
        figures("c", "accuracy", Map.of("accuracy", 0.5));
        figures("d", "score", Map.of("score", 0.6));
        for (String run : List.of("c", "d")) {
            Row row = compare("a", run).rows().getLast();
            assertThat(row.difference()).isNull();
            assertThat(row.notes())
                    .containsExactly(
                            "not compared: no metric of both runs is the mean of their questions' scores");
        }
    }

    /// As AlpacaEval's, whose questions have preferences, and whose headline is a fit to all.
    @Test
    void aFitIsComparedByWhatItsQuestionsAreTheMeanOf() {
        figures("a", "fit", Map.of("fit", 0.6, "raw", 0.5));
        figures("b", "fit", Map.of("fit", 0.7, "raw", 0.5));
        Row row = compare("a", "b").rows().getLast();
        assertThat(row.difference().metric()).isEqualTo("raw");
        assertThat(row.notes())
                .containsExactly("the difference is that of raw: no question has a fit of its own");
    }

    @Test
    void otherConditionsAreNamed() {
        BenchmarkFixture before = BenchmarkFixture.of("task", "same", 1.0, 0.0, 1.0);
        before.with(Map.of("model", "one", "prompts", "same", "shots", "5"))
                .write(folder.resolve("a"));
        before.with(Map.of("model", "two", "prompts", "same", "shots", "25", "judge", "j"))
                .write(folder.resolve("b"));
        assertThat(compare("a", "b").rows().getLast().notes())
                .containsExactly(
                        "judge is j, in the first run not known",
                        "shots is 25, in the first run 5");
    }

    @Test
    void theSeedDecidesTheDraws() {
        write("a", "task", "same", 20, 60);
        write("b", "task", "same", 24, 60);
        assertThat(compare("a", "b")).isEqualTo(compare("a", "b"));
        assertThat(RunComparison.of(named("a", "b"), 2000, 8).rows())
                .isNotEqualTo(compare("a", "b").rows());
    }

    /// Some published files have a name twice; their order is the same in every run.
    @Test
    void questionsOfOneNameArePairedInTheirOrder() {
        write("a", outcome("x", "1", 0, 1), outcome("x", "1", 1, 1), outcome("x", "2", 0, 1));
        write("b", outcome("x", "1", 1, 1), outcome("x", "1", 1, 1), outcome("x", "2", 0, 1));
        Difference found = compare("a", "b").rows().getLast().difference();
        assertThat(found.paired()).isEqualTo(3);
        assertThat(found.unpaired()).isZero();
        assertThat(found.mean()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void aLoopStandsForItsStagesInTheirOrder() throws IOException {
        for (String stage : List.of("iteration-10", "start", "iteration-2", "notes")) {
            write("loop/benchmarks/" + stage, "task", "same", 2, 4);
        }
        Files.createDirectories(folder.resolve("loop/benchmarks/iteration-11"));
        assertThat(ModelResults.of(folder.resolve("loop")))
                .extracting(ModelResults::label)
                .containsExactly("start", "iteration 2", "iteration 10");
        assertThat(ModelResults.of(folder.resolve("loop/benchmarks/start/task")))
                .extracting(ModelResults::label)
                .containsExactly("");
        assertThat(ModelResults.of(folder.resolve("nowhere"))).isEmpty();
    }

    private RunComparison compare(String... runs) {
        return RunComparison.of(named(runs), 2000, 7);
    }

    private List<Named> named(String... runs) {
        return Stream.of(runs)
                .map(run -> new Named(run, ModelResults.of(folder.resolve(run)).getFirst()))
                .toList();
    }

    /// @param right how many questions, the first ones
    private void write(String run, String benchmark, String prompts, int right, int questions) {
        Double[] scores =
                IntStream.range(0, questions)
                        .mapToObj(i -> i < right ? 1.0 : 0.0)
                        .toArray(Double[]::new);
        BenchmarkFixture.of(benchmark, prompts, scores).write(folder.resolve(run));
    }

    private void write(String run, QuestionOutcome... questions) {
        BenchmarkFixture.of("task", "same").asking(List.of(questions)).write(folder.resolve(run));
    }

    /// Questions of which half are right, and figures that may be something else.
    private void figures(String run, String headline, Map<String, Double> means) {
        BenchmarkFixture fixture = BenchmarkFixture.of("task", "same", 1.0, 0.0);
        fixture.write(folder.resolve(run));
        var metrics = new TreeMap<String, Estimate>();
        means.forEach((metric, mean) -> metrics.put(metric, new Estimate(mean, 0.1)));
        BenchmarkResult result = fixture.result();
        EvaluationFiles.write(
                folder.resolve(run).resolve("task/result.json"),
                new BenchmarkResult(
                        "task",
                        2,
                        2,
                        false,
                        headline,
                        Unit.SHARE,
                        metrics,
                        result.subjects(),
                        result.counts(),
                        result.conditions()));
    }

    private static QuestionOutcome outcome(String subject, String id, double score, double weight) {
        return new QuestionOutcome(subject, id, score, weight, "Why?", List.of(), List.of());
    }
}
