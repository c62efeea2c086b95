package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.golden.Golden;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlpacaChatTest {
    @TempDir Path folder;

    @Test
    void switchesTheOrderWhereAlpacaEvalDoes() throws IOException {
        JsonNode cases = new JsonMapper().readTree(Golden.path("alpaca-order.json").toFile());
        assertThat(cases).hasSizeGreaterThan(60);
        for (JsonNode one : cases) {
            String instruction = one.path("instruction").asText();
            assertThat(AlpacaChat.isSwitched(instruction))
                    .as(instruction)
                    .isEqualTo(one.path("switched").asBoolean());
        }
    }

    /// Mine wins with a probability of 0.8 wherever it stands, but for one reply like the
    /// baseline's and one that the judge has no word for.
    @Test
    void preferencesAreLogProbsWhereverTheReplyStands() throws IOException {
        var world = new ChatWorld(folder).alpacaEval();
        BenchmarkResult result =
                world.run("alpaca_eval", AlpacaChatTest::reply, AlpacaChatTest::judge, 1);
        assertThat(result.headline()).isEqualTo("length_controlled_win_rate");
        assertThat(result.metrics().get("win_rate").mean())
                .isCloseTo((10 * 0.8 + 0.5) / 11, within(1e-12));
        assertThat(result.metrics().get("discrete_win_rate").mean())
                .isCloseTo(10.5 / 11, within(1e-12));
        assertThat(result.counts()).containsEntry("unread", 1).containsEntry("draws", 1);
        assertThat(result.n()).isEqualTo(11);
        assertThat(world.judged).hasSize(11);
        assertThat(world.judged)
                .allSatisfy(request -> {
                    assertThat(request.maxTokens()).isEqualTo(1);
                    assertThat(request.labels()).containsExactly("m", "M");
                })
                .anySatisfy(request -> assertThat(request.question()).contains("m: [mine"))
                .anySatisfy(request -> assertThat(request.question()).contains("M: [mine"));
        List<QuestionOutcome> questions = QuestionOutcome.read(world.run());
        assertThat(questions).filteredOn(question -> question.score() == null).hasSize(1);
        assertThat(Outcomes.of(questions).mean())
                .isCloseTo(result.metrics().get("win_rate").mean(), within(1e-12));
    }

    private static String reply(String instruction) {
        return instruction.equals("instruction 3") ? "base xxx" : "mine, " + instruction;
    }

    private static ChatAnswer judge(ChatRequest request) {
        if (request.question().contains("instruction 5 ")) {
            return new ChatAnswer("?", 1, 1, Map.of());
        }
        boolean first = request.question().contains("m: [mine");
        return new ChatAnswer(
                first ? "m" : "M",
                1,
                1,
                Map.of("m", Math.log(first ? 0.4 : 0.1), "M", Math.log(first ? 0.1 : 0.4)));
    }

    /// What is written is what `murmur eval alpaca` and alpaca_eval read.
    @Test
    void theFilesSayTheSame() throws IOException {
        var world = new ChatWorld(folder).alpacaEval();
        BenchmarkResult result =
                world.run("alpaca_eval", AlpacaChatTest::reply, AlpacaChatTest::judge, 1);
        Path data = world.data().resolve("alpaca_eval");
        AlpacaResult read =
                AlpacaEval.open(
                                Optional.of(data.resolve("instruction_difficulty.csv")),
                                Optional.of(data.resolve("df_gamed.csv")))
                        .results(world.run().resolve("annotations.json"), "")
                        .getFirst();
        assertThat(read.model()).isEqualTo("mine");
        assertThat(read.total()).isEqualTo(11);
        assertThat(read.winRate() / 100)
                .isCloseTo(result.metrics().get("win_rate").mean(), within(1e-12));
        assertThat(read.lengthControlledWinRate() / 100)
                .isCloseTo(
                        result.metrics().get("length_controlled_win_rate").mean(), within(1e-12));
        JsonNode outputs =
                new JsonMapper().readTree(world.run().resolve("model_outputs.json").toFile());
        assertThat(outputs).hasSize(12);
        assertThat(outputs.path(0).path("generator").asText()).isEqualTo("mine");
        assertThat(outputs.path(0).fieldNames())
                .toIterable()
                .containsExactly("dataset", "instruction", "output", "generator");
    }

    @Test
    void withoutAlpacaEvalsTablesTheHeadlineIsTheRawRate() throws IOException {
        var world = new ChatWorld(folder).alpacaEval();
        Files.delete(world.data().resolve("alpaca_eval/instruction_difficulty.csv"));
        BenchmarkResult result =
                world.run("alpaca_eval", AlpacaChatTest::reply, AlpacaChatTest::judge, 1);
        assertThat(result.headline()).isEqualTo("win_rate");
        assertThat(result.metrics())
                .containsKey("length_controlled_win_rate_minimal")
                .doesNotContainKey("length_controlled_win_rate");
    }

    @Test
    void aBaselineThatIsNotWholeIsRefused() throws IOException {
        var world = new ChatWorld(folder).alpacaEval();
        Path baseline = world.data().resolve("alpaca_eval/baseline.jsonl");
        Files.writeString(baseline, Files.readAllLines(baseline).getFirst() + "\n");
        assertThatThrownBy(() -> world.read("alpaca_eval"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "alpaca_eval.jsonl:2: the baseline has no reply to 'instruction 1'");
    }
}
