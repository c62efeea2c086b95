package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.benchmark.ChoiceRun.Answer;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import dev.murmur.golden.Golden;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceRunTest {
    private static final Path GOLDEN = Golden.path("benchmarks");
    private static final Optional<Integer> ALL = Optional.of(1000);
    private static final MeasuredModel TINY =
            new MeasuredModel(GOLDEN.resolve("model"), Dtype.FLOAT32, 4096);

    /// For where there is nothing to ask.
    private static final MeasuredModel NONE =
            new MeasuredModel(Path.of("no-model"), Dtype.FLOAT32, 4096);

    @TempDir Path folder;

    /// What lm-eval says of a task, by `tools/golden/choices.py`.
    record Expected(
            Map<String, Double> metrics,
            @JsonProperty("log_probs") List<double[]> logProbs,
            @JsonProperty("first_context") String firstContext,
            @JsonProperty("first_continuation") String firstContinuation) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arc_challenge",
                "hellaswag",
                "truthfulqa_mc1",
                "truthfulqa_mc2",
                "winogrande"
            })
    void isWhatLmEvalMeasures(String name) throws IOException {
        Expected expected = expected(name);
        BenchmarkResult result = run(name);
        List<Answer> answers = answers();
        assertThat(answers).hasSameSizeAs(expected.logProbs());
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).logProbs())
                    .containsExactly(expected.logProbs().get(i), within(1e-4));
        }
        // lm-eval calls the share of probability acc too
        String headline = name.equals("truthfulqa_mc2") ? "mc2" : "acc";
        expected.metrics()
                .forEach((metric, value) ->
                        assertThat(metric(result, metric.equals("acc") ? headline : metric))
                                .as(metric)
                                .isCloseTo(value, within(1e-4)));
        assertThat(result.part()).isTrue();
        assertThat(QuestionOutcome.read(folder))
                .hasSameSizeAs(answers)
                .allSatisfy(question -> assertThat(question.asked()).isNotBlank())
                .extracting(QuestionOutcome::score)
                .satisfies(scores ->
                        assertThat(scores.stream().mapToDouble(Double::doubleValue).average())
                                .hasValueCloseTo(metric(result, result.headline()), within(1e-12)));
    }

    @Test
    void isWhatLmEvalMeasuresOfEachSubject() throws IOException {
        BenchmarkResult result = run("mmlu");
        List<Answer> answers = answers();
        var all = new ArrayList<double[]>();
        all.addAll(expected("mmlu_abstract_algebra").logProbs());
        all.addAll(expected("mmlu_world_religions").logProbs());
        assertThat(answers).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(answers.get(i).logProbs()).containsExactly(all.get(i), within(1e-4));
        }
        assertThat(result.subjects()).containsOnlyKeys("abstract_algebra", "world_religions");
        result.subjects()
                .forEach((subject, own) -> {
                    assertThat(own.n()).isEqualTo(5);
                    assertThat(own.metrics()).containsOnlyKeys("acc");
                });
        double mean =
                result.subjects().values().stream()
                        .mapToDouble(own -> own.metrics().get("acc").mean())
                        .average()
                        .orElseThrow();
        assertThat(metric(result, "acc_over_subjects")).isCloseTo(mean, within(1e-12));
    }

    /// The one with most examples, which are drawn: every text of it.
    @Test
    void showsTheExamplesThatLmEvalShows() throws IOException {
        Expected expected = expected("arc_challenge");
        var data = new BenchmarkFolder(GOLDEN.resolve("data/arc_challenge"), "");
        ChoiceQuestion first =
                new ChoiceQuestions(new ArcChallenge())
                        .of(TaskRows.read(new ArcChallenge(), data, ALL).getFirst())
                        .getFirst();
        assertThat(first.choices().getFirst().context()).isEqualTo(expected.firstContext());
        assertThat(first.choices().getFirst().continuation())
                .isEqualTo(expected.firstContinuation());
    }

    @Test
    void saysWhatAFigureDependsOn() {
        BenchmarkResult result = run("arc_challenge");
        assertThat(result.conditions())
                .containsEntry("shots", "25")
                .containsEntry("model", "tiny")
                .containsKeys("prompts", "data test.jsonl", "data train.jsonl");
        assertThat(result.n()).isEqualTo(8);
        assertThat(result.published()).isEqualTo(1172);
        assertThat(result.counts().get("cut")).isPositive();
    }

    @Test
    void whatWasAnsweredIsNotAskedAgain() throws IOException {
        BenchmarkResult whole = run("winogrande");
        Path log = folder.resolve("answers.jsonl");
        List<String> lines = Files.readAllLines(log);
        // killed in the middle of the fourth answer
        Files.writeString(log, String.join("\n", lines.subList(0, 5)).substring(0, 400) + "x");
        long before = Files.size(log);
        BenchmarkResult again = run("winogrande");
        assertThat(again).isEqualTo(whole);
        assertThat(Files.readAllLines(log)).isEqualTo(lines);
        assertThat(Files.size(log)).isGreaterThan(before);
        assertThat(read("winogrande").run(folder, NONE, Map.of("model", "tiny"), RunContext.QUIET))
                .isEqualTo(whole);
    }

    @Test
    void stopsBetweenQuestions() {
        var stopping = new RunContext(Progress.NONE, () -> true);
        assertThatThrownBy(() ->
                        read("winogrande").run(folder, TINY, Map.of("model", "tiny"), stopping))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("the answers so far are kept");
    }

    @Test
    void answersOfAnotherModelAreRefused() {
        run("winogrande");
        assertThatThrownBy(() ->
                        read("winogrande")
                                .run(folder, NONE, Map.of("model", "b"), RunContext.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("answers of another model");
    }

    @Test
    void aPartIsNoFigureUnlessAskedFor() {
        assertThatThrownBy(() -> read("winogrande", GOLDEN.resolve("data"), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 8 questions, winogrande has 1267");
        assertThat(
                        read("winogrande", GOLDEN.resolve("data"), Optional.of(3))
                                .run(folder, TINY, Map.of(), RunContext.QUIET)
                                .n())
                .isEqualTo(3);
    }

    @Test
    void saysWhatToGetWhereDataIsMissing() throws IOException {
        assertThatThrownBy(() -> read("hellaswag", folder, ALL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Rowan/hellaswag");
        Files.createDirectory(folder.resolve("hellaswag"));
        assertThatThrownBy(() -> read("hellaswag", folder, ALL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no file of the split 'validation'")
                .hasMessageContaining("validation.parquet");
    }

    @Test
    void aBadRowIsNamed() throws IOException {
        Path data = Files.createDirectories(folder.resolve("winogrande"));
        Files.copy(GOLDEN.resolve("data/winogrande/train.jsonl"), data.resolve("train.jsonl"));
        Files.writeString(
                data.resolve("validation.jsonl"),
                """
                {"sentence": "A _ b.", "option1": "x", "option2": "y", "answer": "1"}
                {"sentence": "no gap", "option1": "x", "option2": "y", "answer": "1"}
                """);
        assertThatThrownBy(() -> read("winogrande", folder, ALL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("validation.jsonl:2: 'sentence' is \"no gap\"");
    }

    @Test
    void tooFewExamplesAreRefused() throws IOException {
        Path data = Files.createDirectories(folder.resolve("winogrande"));
        String row =
                "{\"sentence\": \"A _ b.\", \"option1\": \"x\", \"option2\": \"y\", \"answer\": \"1\"}\n";
        Files.writeString(data.resolve("validation.jsonl"), row);
        Files.writeString(data.resolve("train.jsonl"), row.repeat(4));
        assertThatThrownBy(() -> read("winogrande", folder, ALL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there are 4 examples to show, there must be at least 6");
    }

    @Test
    void anUnknownBenchmarkIsNamed() {
        assertThatThrownBy(() -> read("arc", folder, ALL))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("there is no benchmark 'arc'; known: [arc_challenge,");
    }

    private static double metric(BenchmarkResult result, String metric) {
        Estimate found = result.metrics().get(metric);
        assertThat(found).as(metric).isNotNull();
        return found.mean();
    }

    private BenchmarkResult run(String name) {
        return read(name).run(folder, TINY, Map.of("model", "tiny"), RunContext.QUIET);
    }

    private static ModelBenchmark read(String name) {
        return read(name, GOLDEN.resolve("data"), ALL);
    }

    private static ModelBenchmark read(String name, Path data, Optional<Integer> limit) {
        return ModelBenchmark.read(name, data, limit, new ReplyDrawing(1, 0, 1, 0));
    }

    private List<Answer> answers() {
        return AnswerLog.read(folder, Answer.class);
    }

    private static Expected expected(String name) throws IOException {
        Map<String, Expected> all =
                new JsonMapper()
                        .readValue(
                                GOLDEN.resolve("choices.json").toFile(), new TypeReference<>() {});
        return all.get(name);
    }
}
