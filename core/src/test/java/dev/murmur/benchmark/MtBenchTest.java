package dev.murmur.benchmark;

import static dev.murmur.benchmark.ChatWorld.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtBenchTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            value = {
                "Rating: [[7]]           | 7",
                "[[7.5]] then [[2]]      | 7.5",
                "Step [1] gives [[9]]    | 9",
                "Only [6] here           | 6",
                "[[11]]                  |",
                "[[0]]                   |",
                "Rating: 7               |",
                "[[rating]]              |",
            },
            delimiter = '|')
    void readsRatingsByFastChatsRule(String words, Double rating) {
        assertThat(MtBench.rating(words)).isEqualTo(rating);
    }

    @Test
    void ratesEachTurnWithItsOwnPrompt() {
        var world = new ChatWorld(folder).mtBench();
        BenchmarkResult result =
                world.run(
                        "mt_bench",
                        turn -> "my " + turn,
                        request -> says(request.question().contains("second") ? "[[4]]" : "[[8]]"),
                        1);
        assertThat(result.metrics().get("score").mean()).isEqualTo(6);
        assertThat(result.metrics().get("turn_1").mean()).isEqualTo(8);
        assertThat(result.metrics().get("turn_2").mean()).isEqualTo(4);
        assertThat(result.unit()).isEqualTo(BenchmarkResult.Unit.RATING);
        assertThat(result.subjects()).containsOnlyKeys("math", "stem", "writing");
        assertThat(result.n()).isEqualTo(6);
        assertThat(result.part()).isTrue();
        assertThat(result.runs()).isEmpty();
        assertThat(result.counts())
                .containsEntry("judgements", 12)
                .containsEntry("unread", 0)
                .containsEntry("average_length", ("my first 81" + "my second 81").length());
        assertThat(world.judged)
                .extracting(ChatRequest::question)
                .contains(
                        "Q first 81 A my first 81.",
                        "Q first 81 A my first 81 Q second 81 A my second 81.",
                        "Q first 83 R right one 83 A my first 83.",
                        "R right two 83 Q first 83 A my first 83 Q second 83 A my second 83.");
        assertThat(world.judged)
                .allSatisfy(request ->
                        assertThat(request.before())
                                .containsExactly(new ChatMessage(ChatMessage.SYSTEM, "Judge.")));
    }

    @Test
    void whatCannotBeReadCountsNowhere() {
        var world = new ChatWorld(folder).mtBench();
        BenchmarkResult result =
                world.run(
                        "mt_bench",
                        turn -> "my " + turn,
                        request -> {
                            String asked = request.question();
                            if (asked.contains("81")) {
                                return says("I cannot say.");
                            }
                            return says(
                                    asked.contains("82") && asked.contains("second")
                                            ? "I refuse."
                                            : asked.contains("82") ? "[[10]]" : "[[4]]");
                        },
                        1);
        // one rating of 10 and eight of 4: the mean over ratings, not over questions
        assertThat(result.metrics().get("score").mean()).isCloseTo(42 / 9.0, within(1e-12));
        assertThat(result.counts()).containsEntry("unread", 3);
        assertThat(result.n()).isEqualTo(5);
        assertThat(result.remarks()).isEqualTo("3 unread");
        List<QuestionOutcome> questions = QuestionOutcome.read(world.run());
        assertThat(questions.getFirst().score()).isNull();
        assertThat(questions.getFirst().judgements())
                .extracting(QuestionOutcome.Text::text)
                .containsOnly("I cannot say.");
        assertThat(questions.get(1).weight()).isEqualTo(1);
        assertThat(questions.get(2).weight()).isEqualTo(2);
    }

    @Test
    void severalRunsHaveASpread() {
        var world = new ChatWorld(folder).mtBench();
        BenchmarkResult result =
                world.run(
                        "mt_bench",
                        turn -> "my " + turn,
                        request -> says(request.sample() == 0 ? "[[6]]" : "[[9]]"),
                        2);
        assertThat(result.runs()).containsExactly(6.0, 9.0);
        assertThat(result.remarks()).isEqualTo("runs 6.00, 9.00");
        assertThat(result.metrics().get("score").mean()).isEqualTo(7.5);
        assertThat(world.judged).hasSize(24);
        assertThat(world.run().resolve("run-2/answers.jsonl")).exists();
        assertThat(world.run().resolve("run-2/model_judgment.jsonl")).exists();
    }

    @Test
    void whatWasRepliedAndJudgedIsNotDoneAgain() {
        var world = new ChatWorld(folder).mtBench();
        var examiner = world.chat(_ -> says("[[5]]"));
        UnaryOperator<String> dies =
                turn -> {
                    throw new IllegalStateException("killed at " + turn);
                };
        ChatRun run = world.read("mt_bench");
        run.run(world.run(), world.parts(turn -> turn, examiner), 1, RunContext.QUIET);
        world.judged.clear();
        BenchmarkResult again =
                run.run(world.run(), world.parts(dies, examiner), 1, RunContext.QUIET);
        assertThat(world.judged).isEmpty();
        assertThat(again.metrics().get("score").mean()).isEqualTo(5);
        assertThat(again.conditions())
                .containsEntry("judge", "judge:gpt")
                .containsKeys(
                        "data question.jsonl", "data judge_prompts.jsonl", "data reference.jsonl");
    }

    @Test
    void leavesFastChatsFiles() throws IOException {
        var world = new ChatWorld(folder).mtBench();
        world.run(
                "mt_bench",
                turn -> "my " + turn,
                request ->
                        says(
                                request.question().startsWith("Q first 81 A my first 81.")
                                        ? "Nothing."
                                        : "[[3]]"),
                1);
        JsonNode answer = first(world.run().resolve("model_answer.jsonl"));
        assertThat(answer.path("question_id").isInt()).isTrue();
        assertThat(answer.path("choices").path(0).path("turns").path(1).asText())
                .isEqualTo("my second 81");
        JsonNode judgement = first(world.run().resolve("model_judgment.jsonl"));
        assertThat(judgement.path("score").asInt()).isEqualTo(-1);
        assertThat(judgement.path("turn").asInt()).isEqualTo(1);
        assertThat(judgement.path("judge").path(1).asText()).isEqualTo("single-v1");
    }

    @Test
    void aMissingReferenceOrPromptIsSaidBeforeAnyWork() throws IOException {
        var world = new ChatWorld(folder).mtBench();
        Path references = world.data().resolve("mt_bench/reference.jsonl");
        Files.writeString(references, Files.readAllLines(references).getFirst() + "\n");
        assertThatThrownBy(() -> world.read("mt_bench"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no answer to question 84 (math)");
        world.mtBench();
        Path prompts = world.data().resolve("mt_bench/judge_prompts.jsonl");
        Files.writeString(prompts, Files.readString(prompts).replace("{answer}", "the answer"));
        assertThatThrownBy(() -> world.read("mt_bench"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no {answer}, so the judge would not see it");
        Files.delete(prompts);
        assertThatThrownBy(() -> world.read("mt_bench"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("judge_prompts")
                .hasMessageContaining("FastChat");
    }

    @Test
    void aPartWithoutALimitIsRefused() {
        var world = new ChatWorld(folder).mtBench();
        assertThatThrownBy(() -> ChatRun.read("mt_bench", world.data(), Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 6 questions, mt_bench has 80");
        assertThat(ChatRun.read("mt_bench", world.data(), Optional.of(1)).questions())
                .extracting(ChatQuestion::id)
                .containsExactly("81", "83", "85");
    }

    @Test
    void temperaturesAreThoseOfTheCategories() {
        assertThat(new ChatWorld(folder).mtBench().read("mt_bench").questions())
                .extracting(ChatQuestion::temperature)
                .containsExactly(0.7, 0.7, 0.0, 0.0, 0.1, 0.1);
    }

    private static JsonNode first(Path file) {
        try {
            return new JsonMapper().readTree(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
