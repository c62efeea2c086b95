package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.benchmark.ChatWorld;
import dev.murmur.benchmark.QuestionOutcome;
import dev.murmur.data.DataException;
import dev.murmur.metrics.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models in this process reply and judge.
class ChatBenchmarkRunTest {
    @TempDir private static Path folder;
    private static TinyRecipes tiny;
    private static Path data;

    @BeforeAll
    static void world() {
        tiny = TinyRecipes.in(folder);
        data = new ChatWorld(folder).alpacaEval().arenaHard().mtBench().data();
    }

    private static Recipe recipe(String name, String... sets) {
        return tiny.read(
                """
                kind: chat-benchmark
                name: %s
                output: %s
                model:
                  path: %s
                benchmarks: [alpaca_eval]
                data: %s
                limit: 6
                judge:
                  type: model
                  path: %s
                  max_tokens: 4
                  cache: %s
                """
                        .formatted(
                                name,
                                folder.resolve(name),
                                tiny.base(),
                                data,
                                tiny.base(),
                                folder.resolve("cache-" + name)),
                sets);
    }

    @Test
    void aModelWeighsTheLabelsOfTwoReplies() {
        Runs.run(recipe("weighs"));
        BenchmarkResult result = BenchmarkResult.read(folder.resolve("weighs/alpaca_eval"));
        assertThat(result.n()).isEqualTo(6);
        assertThat(result.part()).isTrue();
        assertThat(result.counts()).containsEntry("unread", 0);
        assertThat(result.metrics().get("win_rate").mean()).isBetween(0.0, 1.0);
        assertThat(result.conditions())
                .containsKeys("model", "template", "decoding", "seed", "judge", "libtorch")
                .containsEntry("judge's max_tokens", "4");
        assertThat(result.conditions().get("judge")).matches("judge:model@[0-9a-f]{8}");
        assertThat(QuestionOutcome.read(folder.resolve("weighs/alpaca_eval")))
                .allSatisfy(question ->
                        assertThat(question.judgements().getFirst().text()).contains("log-probs"));
    }

    /// One that knows nothing of ratings gives none, and no figure is made of that.
    @Test
    void aModelWritesJudgementsOfBothTurns() throws IOException {
        Recipe recipe =
                recipe(
                        "writes",
                        "benchmarks=[mt_bench]",
                        "decoding={type: greedy, max_new_tokens: 5}");
        assertThatThrownBy(() -> Runs.run(recipe))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("0 of 6 questions have a judgement that can be read");
        Path of = folder.resolve("writes/mt_bench");
        assertThat(Files.readAllLines(of.resolve("model_judgment.jsonl"))).hasSize(12);
        assertThat(of.resolve("result.json")).doesNotExist();
    }

    @Test
    void aRewardJudgesAndAnInterruptedRunGoesOn() throws IOException {
        String[] sets = {
            "benchmarks=[arena_hard]",
            "decoding={type: best-of-n, n: 2, max_new_tokens: 5, reward: {type: scalar, path: "
                    + folder.resolve("reward")
                    + "}}",
            "judge={type: reward, reward: {type: scalar, path: " + folder.resolve("reward") + "}}"
        };
        Runs.run(recipe("whole", sets));
        Path whole = folder.resolve("whole/arena_hard");
        BenchmarkResult result = BenchmarkResult.read(whole);
        assertThat(result.metrics()).containsKeys("win_rate", "style_controlled_win_rate");
        assertThat(result.counts()).containsEntry("unread", 0);

        Runs.run(recipe("again", sets));
        Path again = folder.resolve("again/arena_hard");
        List<String> answers = Files.readAllLines(again.resolve("answers.jsonl"));
        Files.writeString(
                again.resolve("answers.jsonl"),
                String.join("\n", answers.subList(0, 3)) + "\n{\"id\": \"q2\", \"tur");
        Files.delete(again.resolve("result.json"));
        Runs.run(recipe("again", sets), true, StopSignal.NEVER);
        try (Stream<Path> files = Files.list(whole)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly(
                            "answers.jsonl",
                            "model_answer.jsonl",
                            "model_judgment.jsonl",
                            "questions.jsonl",
                            "result.json");
        }
        for (String name : List.of("answers.jsonl", "questions.jsonl", "result.json")) {
            assertThat(text(again.resolve(name))).as(name).isEqualTo(text(whole.resolve(name)));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a run of a model left is judged anew without the model: the same figures.
    @Test
    void repliesThatAreThereAreJudgedWithoutAModel() throws IOException {
        String judge =
                "judge={type: reward, reward: {type: scalar, path: "
                        + folder.resolve("reward")
                        + "}}";
        String both = "benchmarks=[arena_hard, alpaca_eval]";
        Runs.run(recipe("replied", both, judge, "decoding={type: greedy, max_new_tokens: 5}"));
        String replies = "replies=" + folder.resolve("replied");
        Runs.run(recipe("given", both, judge, "model=null", replies));
        for (String benchmark : List.of("arena_hard", "alpaca_eval")) {
            BenchmarkResult model =
                    BenchmarkResult.read(folder.resolve("replied").resolve(benchmark));
            BenchmarkResult given =
                    BenchmarkResult.read(folder.resolve("given").resolve(benchmark));
            assertThat(given.metrics()).isEqualTo(model.metrics());
            assertThat(given.conditions()).containsKey("replies").doesNotContainKey("model");
        }

        Path some = Files.createDirectories(folder.resolve("some/arena_hard"));
        List<String> lines =
                Files.readAllLines(folder.resolve("replied/arena_hard/model_answer.jsonl"));
        Files.writeString(some.resolve("model_answer.jsonl"), lines.getFirst() + "\n");
        assertThatThrownBy(() ->
                        Runs.run(
                                recipe(
                                        "few",
                                        "benchmarks=[arena_hard]",
                                        judge,
                                        "model=null",
                                        "replies=" + folder.resolve("some"))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        some + " has no reply to question q1 of arena_hard; is the file whole?");
        assertThat(folder.resolve("few")).doesNotExist();
    }

    @Test
    void aModelAndRepliesAreTooMuch() {
        assertThatThrownBy(() -> recipe("both", "replies=" + folder))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "model is given, and so are replies, must be given, or replies, and not"
                                + " both");
    }

    @Test
    void aRewardCannotRate() {
        assertThatThrownBy(() ->
                        Runs.run(
                                recipe(
                                        "rates",
                                        "benchmarks=[mt_bench]",
                                        "judge={type: reward, reward: {type: rule, rule:"
                                                + " checklist}}")))
                .isInstanceOf(RecipeException.class)
                .hasMessage(
                        "judge.type is reward, and mt_bench needs words; take a chat model, or"
                                + " another benchmark");
        assertThat(folder.resolve("rates")).doesNotExist();
    }
}
