package dev.murmur.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.DataReader;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.WinRate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LabCommandTest {
    private static final String EXPERIMENTS =
            """
            bases:
              online: {model: "iteration-${iterations}/model", recipe: {kind: online, seed: ${seed}}}
            evaluation: {kind: evaluation}
            arms:
              start: {title: the start}
              ipo: {title: IPO, base: online, set: {loss: {type: ipo, beta: 0.1}}}
              best: {title: best of 4, of: ipo, measure: {decoding: {n: 4}}}
            """;

    private final List<List<String>> commands = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// Name of the run whose command fails, and how.
    private String failing = "";

    private int exitCode;

    @TempDir Path folder;

    @BeforeEach
    void writeExperiments() throws IOException {
        Files.writeString(folder.resolve("x.yaml"), EXPERIMENTS);
    }

    @Test
    void anArmIsARecipeWithWhatItChangesAndAMeasurement() {
        assertThat(lab("--seeds", "2")).isEqualTo(0);
        assertThat(commands.subList(3, commands.size()))
                .containsExactly(
                        measuring("start", "runs/sft/model"),
                        List.of(
                                "run",
                                path("seed-2/recipes/online.yaml"),
                                "--set",
                                "name=ipo",
                                "--set",
                                "output=" + path("seed-2/runs/ipo"),
                                "--set",
                                "loss={\"type\":\"ipo\",\"beta\":0.1}"),
                        measuring("ipo", "runs/ipo/iteration-3/model"),
                        measuring("best", "runs/ipo/iteration-3/model", "decoding={\"n\":4}"));
        assertThat(folder.resolve("lab/seed-2/recipes/online.yaml"))
                .content()
                .contains("kind: \"online\"", "seed: 2");
        assertThat(DataReader.pairs(folder.resolve("lab/seed-2/world/pairs.jsonl")))
                .hasSizeGreaterThan(100);
    }

    @Test
    void tableAndPlotAreWrittenAndTheTableIsPrinted() {
        assertThat(lab("--seeds", "1,2")).isEqualTo(0);
        assertThat(out.toString()).contains("| ipo | IPO | 2 | 60.0 ± 0.0 |");
        assertThat(folder.resolve("lab/results.md")).content().contains("| best | best of 4 | 2 |");
        assertThat(folder.resolve("lab/results.svg")).content().startsWith("<svg");
        assertThat(folder.resolve("lab/results.json")).content().contains("\"training_seconds\"");
        assertThat(err.toString()).contains("[1 of 6] start, seed 1", "[6 of 6] best, seed 2");
    }

    @Test
    void anArmThatFailsDoesNotEndTheLab() {
        failing = "name=ipo";
        exitCode = 1;
        assertThat(lab("--seeds", "1", "--arms", "ipo,start")).isEqualTo(0);
        assertThat(out.toString()).contains("| start | the start | 1 |", "| 0 (1 failed) |");
    }

    @Test
    void aStopEndsTheLab() {
        failing = "name=start";
        exitCode = 130;
        assertThat(lab("--seeds", "1")).isEqualTo(130);
        assertThat(folder.resolve("lab/results.md")).doesNotExist();
    }

    @Test
    void wrongArmsAreToldBeforeAnyWork() {
        assertThat(lab("--arms", "ippo")).isNotEqualTo(0);
        assertThat(err.toString()).contains("'ippo' is not an arm");
        assertThat(commands).isEmpty();
    }

    @Test
    void theBuiltInExperimentsAreGoodAndCanBePrinted() {
        assertThat(command().execute("--print")).isEqualTo(0);
        assertThat(out.toString()).contains("bases:", "arms:");
        var lab =
                new Lab(
                        new LabFiles(folder),
                        dev.murmur.demo.DemoSize.SMOKE,
                        "built-in",
                        out.toString());
        assertThat(lab.arms(List.of())).containsKeys("sft", "iterative-dpo");
    }

    private List<String> measuring(String arm, String model, String... changes) {
        var command =
                new ArrayList<>(
                        List.of(
                                "run",
                                path("seed-2/recipes/evaluation.yaml"),
                                "--set",
                                "name=" + arm,
                                "--set",
                                "output=" + path("seed-2/measured/" + arm)));
        for (String change : changes) {
            command.addAll(List.of("--set", change));
        }
        command.addAll(List.of("--set", "model.path=" + path("seed-2/" + model)));
        return command;
    }

    private int lab(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(
                List.of(
                        "--size",
                        "smoke",
                        "--experiments",
                        folder.resolve("x.yaml").toString(),
                        "-o",
                        folder.resolve("lab").toString()));
        return command().execute(arguments.toArray(String[]::new));
    }

    private CommandLine command() {
        return new CommandLine(new LabCommand(this::pretend))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    /// Writes what a real measurement leaves.
    private int pretend(List<String> arguments) {
        commands.add(arguments);
        if (arguments.contains(failing)) {
            return exitCode;
        }
        if (arguments.get(1).endsWith("evaluation.yaml")) {
            Path output = Path.of(arguments.get(5).substring("output=".length()));
            EvaluationFiles.write(output.resolve("evaluation.json"), evaluation());
        }
        return 0;
    }

    private static PolicyEvaluation evaluation() {
        var estimate = new Estimate(0.5, 0.1);
        return new PolicyEvaluation(
                64,
                estimate,
                estimate,
                estimate,
                "rule:checklist",
                new WinRate(0.6, 0.05, 30, 20, 14),
                estimate,
                0.3,
                1.0,
                0,
                0);
    }

    private String path(String name) {
        return folder.resolve("lab").resolve(name).toString();
    }
}
