package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
    @TempDir private static Path folder;
    private static TinyRuns runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        runs = TinyRuns.in(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "sft, train",
        "reward-model, train",
        "preference, reference train",
        "online, sample score reference train reply",
        "rejection-sampling, sample score train reply",
    })
    void everyPhaseOfARecipeIsPlanned(String recipe, String phases) throws IOException {
        assertThat(execute(runs.recipe(recipe), "--json")).isEqualTo(ExitCodes.OK);

        JsonNode plan = new JsonMapper().readTree(out.toString());
        assertThat(plan.get("phases").valueStream().map(p -> p.get("phase").asText()))
                .containsExactly(phases.split(" "));
        assertThat(plan.get("peak").asLong())
                .isEqualTo(
                        plan.get("device").get("base").asLong()
                                + plan.get("phases")
                                        .valueStream()
                                        .mapToLong(p -> p.get("total").asLong())
                                        .max()
                                        .orElseThrow());
    }

    @Test
    void aModelIsPlannedWithoutItsWeights() throws IOException {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Files.copy(folder.resolve("chat/config.json"), bare.resolve("config.json"));

        assertThat(execute(bare, "--device", "h200")).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .contains("1 layers, hidden size 16", "| generate", "| train, LoRA of rank 16")
                .contains("h200 has 141.0", "It fits.");
    }

    @Test
    void theMicroBatchesThatTheMemoryOfARecipeAllowsAreNamed() {
        assertThat(execute(runs.recipe("sft"))).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("Micro-batches of at most 2048 tokens.");
        out.getBuffer().setLength(0);

        assertThat(execute(runs.recipe("sft"), "--set", "training.memory_gb=0.36"))
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .containsPattern("Micro-batches of at most \\d+ tokens.")
                .doesNotContain("8192");
    }

    @Test
    void whatDoesNotFitIsExitCodeOneWithAdvice() {
        assertThat(
                        execute(
                                runs.recipe("sft"),
                                "--set",
                                "training.max_tokens_per_micro_batch=1000000000"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString())
                .contains("It does not fit:")
                .containsPattern(
                        "train: training.max_tokens_per_micro_batch \\d+ instead of 1000000000 fits");
    }

    @Test
    void anUnknownDeviceIsBadInput() {
        assertThat(execute(runs.recipe("sft"), "--device", "tpu")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("'tpu' is none of [cpu, h200, a100-80]");
    }

    @Test
    void setIsForRecipesAndDtypeForModels() {
        assertThat(execute(folder.resolve("chat"), "--set", "seed=1"))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--set changes a recipe");
        assertThat(execute(runs.recipe("sft"), "--dtype", "bfloat16"))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--set model.dtype=bfloat16");
    }

    private int execute(Object... args) {
        var line = Main.commandLine(List.of(new PlanCommand()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(
                line,
                Stream.concat(Stream.of("plan"), Stream.of(args).map(Object::toString))
                        .toArray(String[]::new));
    }
}
