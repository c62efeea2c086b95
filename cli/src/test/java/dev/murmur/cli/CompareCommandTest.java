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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aTableSaysWhatIsMoreThanChance() throws IOException {
        assertThat(compare(run("base", 10, "5"), run("tuned", 30, "5")))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .containsPattern("task +\\| base +\\| acc +\\| 25.00 ± 5.00 %")
                .containsPattern("tuned .*\\+50.00 \\[\\+35.00, \\+65.00\\] \\*")
                .contains("0.0002", "40 of 40", "10000 draws, seed 42", "adjusted by Holm");
    }

    @Test
    void whatIsNotTheSameIsANoteBelow() throws IOException {
        assertThat(compare(run("base", 10, "5"), run("tuned", 11, "25"))).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("[1] shots is 25, in the first run 5");
        assertThat(out.toString()).doesNotContain("] *");
    }

    @Test
    void jsonHasAllOfIt() throws IOException {
        assertThat(compare(run("base", 10, "5"), run("tuned", 30, "5"), "--json", "--seed", 1))
                .isEqualTo(ExitCodes.OK);
        JsonNode found = new JsonMapper().readTree(out.toString());
        assertThat(found.path("draws").asInt()).isEqualTo(10_000);
        assertThat(found.path("seed").asInt()).isEqualTo(1);
        JsonNode row = found.path("rows").path(1);
        assertThat(row.path("run").asText()).isEqualTo("tuned");
        assertThat(row.path("result").path("n").asInt()).isEqualTo(40);
        assertThat(row.path("difference").path("mean").asDouble()).isEqualTo(0.5);
        assertThat(row.path("difference").path("p_holm").isNumber()).isTrue();
        assertThat(row.path("difference").path("significant").asBoolean()).isTrue();
    }

    @Test
    void aLoopIsComparedWithItsStart() throws IOException {
        run("loop/benchmarks/start", 10, "5");
        run("loop/benchmarks/iteration-1", 12, "5");
        assertThat(compare(folder.resolve("loop"))).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("loop start", "loop iteration 1", "+5.00 [");
    }

    @Test
    void aFolderWithoutResultsIsNamed() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(compare(run("base", 10, "5"), empty)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .startsWith("murmur: " + empty + " has no result of a benchmark: neither");
    }

    @Test
    void oneModelAloneIsNoComparison() throws IOException {
        Path base = run("base", 10, "5");
        assertThat(compare(base)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains(base + " has the results of one model; give another");
    }

    @Test
    void fewDrawsAreRefused() throws IOException {
        assertThat(compare(run("base", 10, "5"), "--draws", 10)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--draws is 10, must be at least 1000");
    }

    @Test
    void helpTeachesToReadTheTable() {
        assertThat(compare("--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("Reading the table:", "its 95 % interval\n")
                .doesNotContain("%%")
                .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 80));
    }

    /// @param right how many of 40 questions
    private Path run(String name, int right, String shots) throws IOException {
        Path run = folder.resolve(name);
        Path task = Files.createDirectories(run.resolve("task"));
        Files.writeString(
                task.resolve("result.json"),
                """
                {"benchmark": "task", "n": 40, "published": 40, "part": false, "headline": "acc", "unit": "share",
                 "metrics": {"acc": {"mean": %s, "se": 0.05}}, "subjects": {}, "intervals": {}, "runs": [], "counts": {},
                 "conditions": {"prompts": "p", "shots": "%s"}}
                """
                        .formatted(right / 40.0, shots));
        var questions = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            questions.append(
                    "{\"subject\": \"\", \"id\": \"%d\", \"score\": %d, \"weight\": 1, \"asked\": \"Why?\"}%n"
                            .formatted(i, i < right ? 1 : 0));
        }
        Files.writeString(task.resolve("questions.jsonl"), questions);
        return run;
    }

    private int compare(Object... args) {
        var line = Main.commandLine(List.of(new CompareCommand()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(
                line,
                Stream.concat(Stream.of("compare"), Stream.of(args).map(Object::toString))
                        .toArray(String[]::new));
    }
}
