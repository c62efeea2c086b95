package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.benchmark.GeneratedRun.Answer;
import dev.murmur.benchmark.GeneratedRun.Reply;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.ModelFolder;
import dev.murmur.sandbox.SandboxLimits;
import dev.murmur.sandbox.Sandboxes;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedRunTest {
    private static final Path GOLDEN = Golden.path("benchmarks");
    private static final Optional<Integer> ALL = Optional.of(1000);
    private static final ReplyDrawing GREEDY = new ReplyDrawing(1, 0, 1, 0);
    private static final MeasuredModel WRITER =
            new MeasuredModel(GOLDEN.resolve("writer"), Dtype.FLOAT32, 4096);

    /// For where there is nothing to ask.
    private static final MeasuredModel NONE =
            new MeasuredModel(Path.of("no-model"), Dtype.FLOAT32, 4096);

    @TempDir Path folder;

    /// What lm-eval says of a task, by `tools/golden/generated.py`.
    record Expected(Generation generation, Map<String, Double> metrics, List<Question> questions) {}

    record Generation(List<String> until, @JsonProperty("max_gen_toks") Integer maxTokens) {}

    /// @param answers that the filters find
    /// @param right by filter, 0 or 1
    record Question(
            String prompt, String reply, Map<String, String> answers, Map<String, Double> right) {}

    @Test
    void gsm8kIsWhatLmEvalMeasures() throws IOException {
        Expected expected = expected("gsm8k");
        BenchmarkResult result = run("gsm8k");
        assertSameReplies(new Gsm8k(), expected);
        List<Answer> answers = answers();
        for (int i = 0; i < answers.size(); i++) {
            Question question = expected.questions().get(i);
            Reply reply = answers.get(i).replies().getFirst();
            assertThat(reply.mark().note())
                    .isEqualTo(
                            "strict %s, flexible %s"
                                    .formatted(
                                            question.answers().get("strict-match"),
                                            question.answers().get("flexible-extract")));
            assertThat(reply.mark().right("strict"))
                    .isEqualTo(question.right().get("strict-match") == 1);
            assertThat(reply.mark().right("flexible"))
                    .isEqualTo(question.right().get("flexible-extract") == 1);
        }
        double strict = expected.metrics().get("exact_match,strict-match");
        double flexible = expected.metrics().get("exact_match,flexible-extract");
        assertThat(metric(result, "exact_match_strict")).isCloseTo(strict, within(1e-12));
        assertThat(metric(result, "exact_match_flexible")).isCloseTo(flexible, within(1e-12));
        // Otherwise the fixture would show little.
        assertThat(strict).isBetween(0.1, 0.9).isNotEqualTo(flexible);
        assertThat(result.headline()).isEqualTo("exact_match_strict");
        assertThat(result.part()).isTrue();
        assertThat(result.published()).isEqualTo(1319);
        assertThat(result.conditions())
                .containsEntry("shots", "5")
                .containsEntry("decoding", "greedy")
                .containsEntry("max_new_tokens", "256")
                .containsKeys("prompts", "data test.jsonl", "data train.jsonl");
        assertThat(result.counts())
                .containsOnlyKeys("cut", "unfinished", "no_strict_answer", "no_flexible_answer");
        assertThat(result.counts().get("no_strict_answer")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"humaneval", "mbpp"})
    void programsPassWhereTheyDoInPlainPython(String name) throws IOException {
        Sandboxes.orSkip(SandboxLimits.of(Duration.ofSeconds(3)));
        Expected expected = expected(name);
        BenchmarkResult result = run(name);
        assertSameReplies(name.equals("mbpp") ? new Mbpp() : new HumanEval(), expected);
        List<Answer> answers = answers();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).replies().getFirst().mark().right("pass"))
                    .as(answers.get(i).id())
                    .isEqualTo(expected.questions().get(i).right().containsValue(1.0));
        }
        double passed = expected.metrics().values().iterator().next();
        assertThat(metric(result, "pass@1")).isCloseTo(passed, within(1e-12));
        assertThat(passed).isBetween(0.1, 0.9);
        assertThat(result.metrics()).containsOnlyKeys("pass@1");
        assertThat(result.conditions()).containsKeys("python", "sandbox");
        if (name.equals("humaneval")) {
            assertThat(result.counts()).containsEntry("timed_out", 1).containsEntry("cut", 1);
        }
        assertThat(QuestionOutcome.read(folder))
                .hasSameSizeAs(answers)
                .allSatisfy(question -> {
                    assertThat(question.asked()).isNotBlank();
                    assertThat(question.replies().getFirst().by())
                            .startsWith(question.score() == 1 ? "right" : "wrong: ");
                });
    }

    private void assertSameReplies(GeneratedTask task, Expected expected) throws IOException {
        var data = new BenchmarkFolder(GOLDEN.resolve("data").resolve(task.folder()), "");
        List<GeneratedQuestion> questions =
                GeneratedQuestion.all(task, TaskRows.read(task, data, ALL));
        assertThat(questions)
                .extracting(GeneratedQuestion::prompt)
                .isEqualTo(expected.questions().stream().map(Question::prompt).toList());
        assertThat(answers())
                .extracting(answer -> answer.replies().getFirst().text())
                .isEqualTo(expected.questions().stream().map(Question::reply).toList());
        assertThat(task.stops()).isEqualTo(expected.generation().until());
        Integer maxTokens = expected.generation().maxTokens();
        assertThat(task.maxNewTokens()).isEqualTo(maxTokens == null ? 256 : maxTokens);
    }

    @Test
    void severalSamplesAreEstimatedTogether() throws IOException {
        Sandboxes.orSkip(SandboxLimits.of(Duration.ofSeconds(3)));
        var drawing = new ReplyDrawing(10, 1, 0.98, 7);
        ModelBenchmark benchmark =
                ModelBenchmark.read("mbpp", GOLDEN.resolve("data"), Optional.of(2), drawing);
        BenchmarkResult result = benchmark.run(folder, WRITER, Map.of(), RunContext.QUIET);
        List<Answer> answers = answers();
        double passed = 0;
        double passedAny = 0;
        for (Answer answer : answers) {
            assertThat(answer.replies()).hasSize(10);
            assertThat(answer.replies().stream().map(Reply::text).distinct()).hasSizeGreaterThan(1);
            long right = answer.marks().stream().filter(mark -> mark.right("pass")).count();
            passed += right / 10.0;
            passedAny += right > 0 ? 1 : 0;
        }
        assertThat(passed / 2).isBetween(0.1, 0.9);
        assertThat(metric(result, "pass@1")).isCloseTo(passed / 2, within(1e-12));
        assertThat(metric(result, "pass@10")).isEqualTo(passedAny / 2);
        assertThat(result.metrics()).containsOnlyKeys("pass@1", "pass@10");
        assertThat(result.conditions())
                .containsEntry("decoding", "10 samples, temperature 1.0, top_p 0.98, seed 7");

        Path again = folder.resolve("again");
        Files.createDirectories(again);
        benchmark.run(again, WRITER, Map.of(), RunContext.QUIET);
        assertThat(again.resolve("answers.jsonl"))
                .hasSameTextualContentAs(folder.resolve("answers.jsonl"));
    }

    @Test
    void whatWasAnsweredIsNotAskedAgain() throws IOException {
        BenchmarkResult whole = run("gsm8k");
        Path log = folder.resolve("answers.jsonl");
        List<String> lines = Files.readAllLines(log);
        // killed in the middle of an answer
        Files.writeString(log, String.join("\n", lines.subList(0, 6)) + "\n" + "{\"id\":\"5\",\"c");
        assertThat(run("gsm8k")).isEqualTo(whole);
        assertThat(Files.readAllLines(log)).isEqualTo(lines);
        assertThat(read("gsm8k").run(folder, NONE, Map.of(), RunContext.QUIET)).isEqualTo(whole);
    }

    @Test
    void stopsWhileItWrites() {
        int[] asked = {0};
        var stopping = new RunContext(Progress.NONE, () -> asked[0]++ > 3);
        assertThatThrownBy(() -> read("gsm8k").run(folder, WRITER, Map.of(), stopping))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped in 'gsm8k'; the answers so far are kept");
    }

    @Test
    void aModelWithTooFewPositionsIsRefused() {
        Sandboxes.orSkip(SandboxLimits.of(Duration.ofSeconds(3)));
        assertThatThrownBy(() ->
                        read("humaneval").check(ModelFolder.open(GOLDEN.resolve("model")).config()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "humaneval has a model write up to 1024 tokens, which with a prompt are more"
                                + " than this one's 640 positions; measure a model with more");
        read("humaneval").check(ModelFolder.open(GOLDEN.resolve("writer")).config());
    }

    @Test
    void aBadRowIsNamed() throws IOException {
        Path data = Files.createDirectories(folder.resolve("mbpp"));
        Files.copy(GOLDEN.resolve("data/mbpp/prompt.jsonl"), data.resolve("prompt.jsonl"));
        Files.writeString(
                data.resolve("test.jsonl"),
                "{\"task_id\": 11, \"text\": \"Write.\", \"code\": \"x\", \"test_list\": [\"assert f()\"]}\n");
        assertThatThrownBy(() -> ModelBenchmark.read("mbpp", folder, ALL, GREEDY))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "test.jsonl:1: 'test_list' is [\"assert f()\"], must be a list of at least 3");
    }

    @Test
    void examplesThatAreMissingAreSaid() throws IOException {
        Path data = Files.createDirectories(folder.resolve("mbpp"));
        Files.copy(GOLDEN.resolve("data/mbpp/test.jsonl"), data.resolve("test.jsonl"));
        Files.copy(GOLDEN.resolve("data/mbpp/test.jsonl"), data.resolve("prompt.jsonl"));
        assertThatThrownBy(() -> ModelBenchmark.read("mbpp", folder, ALL, GREEDY))
                .isInstanceOf(DataException.class)
                .hasMessage("mbpp: there are 0 examples to show, there must be at least 3");
    }

    private static double metric(BenchmarkResult result, String metric) {
        assertThat(result.metrics()).containsKey(metric);
        return result.metrics().get(metric).mean();
    }

    private BenchmarkResult run(String name) {
        return read(name).run(folder, WRITER, Map.of(), RunContext.QUIET);
    }

    private static ModelBenchmark read(String name) {
        return ModelBenchmark.read(name, GOLDEN.resolve("data"), ALL, GREEDY);
    }

    private List<Answer> answers() {
        return AnswerLog.read(folder, Answer.class);
    }

    private static Expected expected(String name) throws IOException {
        Map<String, Expected> all =
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build()
                        .readValue(
                                GOLDEN.resolve("generated.json").toFile(),
                                new TypeReference<>() {});
        return all.get(name);
    }
}
