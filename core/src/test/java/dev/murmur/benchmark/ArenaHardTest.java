package dev.murmur.benchmark;

import static dev.murmur.benchmark.ChatWorld.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.ArenaVerdict;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArenaHardTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            value = {
                "My verdict: [[A>>B]]        | A_MUCH_BETTER",
                "[[B>A]] and so [[B>A]]      | B_BETTER",
                "[[A=B]]                     | TIE",
                "[[A>B]] or rather [[B>A]]   |",
                "A>B                         |",
                "[[A>>>B]]                   |",
            },
            delimiter = '|')
    void takesTheOneVerdictThereIs(String words, ArenaVerdict verdict) {
        assertThat(ArenaGames.verdict(words)).isEqualTo(verdict);
    }

    /// Question 0 is won strongly in both games, question 1 lost slightly in both, others are ties.
    @Test
    void strongVerdictsCountThreeTimes() throws IOException {
        var world = new ChatWorld(folder).arenaHard();
        BenchmarkResult result = world.run("arena_hard", _ -> "mine", ArenaHardTest::judge, 1);
        // won: 6 of 6, 0 of 2, 10 of 20
        assertThat(result.metrics().get("win_rate").mean()).isCloseTo(16 / 28.0, within(1e-12));
        assertThat(Objects.requireNonNull(result.intervals().get("win_rate")).low())
                .isBetween(0.3, 16 / 28.0);
        assertThat(result.metrics()).containsKey("style_controlled_win_rate");
        assertThat(result.counts()).containsEntry("judgements", 24).containsEntry("unread", 0);
        List<QuestionOutcome> questions = QuestionOutcome.read(world.run());
        assertThat(questions.getFirst().weight()).isEqualTo(6);
        double sum = questions.stream().mapToDouble(q -> q.weight() * score(q)).sum();
        assertThat(sum / 28).isCloseTo(16 / 28.0, within(1e-12));
        JsonNode row =
                new JsonMapper()
                        .readTree(
                                Files.readAllLines(world.run().resolve("model_judgment.jsonl"))
                                        .getFirst());
        assertThat(row.path("games").path(0).path("score").asText()).isEqualTo("B>>A");
        assertThat(row.path("games").path(1).path("score").asText()).isEqualTo("A>>B");
        assertThat(
                        new JsonMapper()
                                .readTree(
                                        Files.readAllLines(
                                                        world.run().resolve("model_answer.jsonl"))
                                                .getFirst())
                                .at("/choices/0/turns/0/content")
                                .asText())
                .isEqualTo("mine");
    }

    private static double score(QuestionOutcome question) {
        return Objects.requireNonNull(question.score());
    }

    private static ChatAnswer judge(ChatRequest request) {
        boolean first = request.question().contains(": mine");
        if (request.question().startsWith("question 0:")) {
            return says(first ? "[[A>>B]]" : "[[B>>A]]");
        }
        if (request.question().startsWith("question 1:")) {
            return says(first ? "[[B>A]]" : "[[A>B]]");
        }
        return says("[[A=B]]");
    }

    @Test
    void aJudgeWithoutAVerdictIsAskedOnceToGoOn() {
        var world = new ChatWorld(folder).arenaHard();
        BenchmarkResult result =
                world.run(
                        "arena_hard",
                        _ -> "mine",
                        request -> {
                            boolean again = request.before().size() == 3;
                            if (request.question().contains("question 3:")) {
                                return says("Hm.");
                            }
                            if (request.question().contains("question 4:")) {
                                return says("[[A>B]] [[B>A]]");
                            }
                            if (again && request.before().get(1).content().contains("n 3:")) {
                                return says(
                                        request.before().get(1).content().contains(": mine")
                                                ? "So [[A>B]]"
                                                : "Still hm.");
                            }
                            return says("[[A=B]]");
                        },
                        1);
        assertThat(world.judged).filteredOn(r -> r.before().size() == 3).hasSize(2);
        // question 3: one game; question 4: both games twice decided, and so not
        assertThat(result.counts()).containsEntry("unread", 3).containsEntry("asked_again", 2);
        assertThat(result.n()).isEqualTo(11);
        assertThat(result.metrics().get("win_rate").mean()).isCloseTo(11 / 21.0, within(1e-12));
    }

    @Test
    void aRewardPrefersTheHigherScore() {
        var world = new ChatWorld(folder).arenaHard();
        RewardModel longer =
                new RewardModel() {
                    @Override
                    public String id() {
                        return "length";
                    }

                    @Override
                    public List<double[]> score(List<Candidates> batch, RunContext context) {
                        return batch.stream()
                                .map(row ->
                                        row.replies().stream()
                                                .mapToDouble(reply -> reply.text().length())
                                                .toArray())
                                .toList();
                    }

                    @Override
                    public void close() {}
                };
        BenchmarkResult result =
                world.read("arena_hard")
                        .run(
                                world.run(),
                                world.parts(
                                        turn ->
                                                turn.equals("question 0")
                                                        ? "short"
                                                        : "a long reply, mine",
                                        new Examiner.Reward(longer)),
                                1,
                                RunContext.QUIET);
        assertThat(result.metrics().get("win_rate").mean()).isCloseTo(11 / 12.0, within(1e-12));
        assertThat(result.conditions()).containsEntry("judge", "length");
    }

    @Test
    void aConfigurationThatShowsNothingIsRefused() {
        var world = new ChatWorld(folder).arenaHard();
        world.text(
                "arena_hard/judge_config.yaml",
                "system_prompt: s\nprompt_template: ['{question_1} {answer_1}']\n");
        assertThatThrownBy(() -> world.read("arena_hard"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("judge_config.yaml has no {answer_2}");
    }
}
