package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.evaluation.WinRate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    private final List<List<String>> commands = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;

    @Test
    void theStepsAreOrdinaryCommandsEchoedOnStderr() {
        assertThat(demo("--size", "smoke")).isEqualTo(0);
        assertThat(commands)
                .extracting(List::getFirst)
                .containsExactly(
                        "run", "run", "run", "run", "run", "generate", "score", "score", "report");
        assertThat(commands.get(3)).containsExactly("run", path("recipes/dpo.yaml"));
        assertThat(commands.get(7))
                .containsExactly(
                        "score",
                        "rule:checklist",
                        path("best-of-n/candidates.jsonl"),
                        "-o",
                        path("best-of-n/gold.jsonl"));
        assertThat(err.toString()).contains("$ ./murmur run " + path("recipes/lr-dpo.yaml"));
        assertThat(err.toString().lines().filter(line -> line.startsWith("$ ./murmur ")))
                .hasSize(9);
    }

    @Test
    void theTableAndTheReportsPathGoToStdout() {
        demo("--size", "smoke");
        assertThat(out.toString())
                .contains("Reward model: 71.0 ± 1.0 % of held-out pairs")
                .contains("length-regularised, iteration 3")
                .contains("+25")
                .contains("Report: " + path("report.html"));
    }

    @Test
    void jsonAloneGoesToStdoutOnRequest() throws IOException {
        assertThat(demo("--size", "smoke", "--json")).isEqualTo(0);
        JsonNode summary = new JsonMapper().readTree(out.toString());
        assertThat(keys(summary)).containsExactly("arms", "reward_model", "best_of_n", "seconds");
        assertThat(summary.get("arms")).hasSize(2);
        assertThat(summary.get("arms").get(0).get("name").asText()).isEqualTo("dpo");
        assertThat(summary.get("arms").get(1).get("iterations")).hasSize(3);
        assertThat(keys(summary.get("arms").get(1).get("iterations").get(0)))
                .containsExactly("reward", "gold_win_rate", "lc_win_rate", "mean_tokens", "kl");
        assertThat(summary.get("reward_model").get("accuracy").asDouble()).isEqualTo(0.71);
        assertThat(summary.get("best_of_n")).hasSize(3);
        assertThat(keys(summary.get("seconds"))).startsWith("world", "pretrain", "sft");
        assertThat(err.toString()).contains("length-regularised, iteration 3");
    }

    @Test
    void aFailedStepEndsTheDemoWithItsExitCode() {
        assertThat(
                        command(
                                        arguments -> {
                                            commands.add(arguments);
                                            return 130;
                                        })
                                .execute("--size", "smoke", "-o", folder.toString()))
                .isEqualTo(130);
        assertThat(commands).hasSize(1);
    }

    @Test
    void aRunThatHasBegunIsResumed() throws IOException {
        Path begun = folder.resolve("runs/sft/recipe.yaml");
        Files.createDirectories(begun.getParent());
        Files.createFile(begun);
        demo("--size", "smoke");
        assertThat(commands.get(0)).containsExactly("run", path("recipes/pretrain.yaml"));
        assertThat(commands.get(1)).containsExactly("run", path("recipes/sft.yaml"), "--resume");
    }

    @Test
    void aFolderOfAnotherDemoIsLeftAlone() {
        demo("--size", "smoke", "--seed", "1");
        int before = commands.size();
        assertThat(demo("--size", "smoke", "--seed", "2")).isNotEqualTo(0);
        assertThat(err.toString())
                .contains(
                        folder
                                + " holds a demo made with --size smoke --seed 1, asked for is"
                                + " --size smoke --seed 2; give another folder with --output");
        assertThat(commands).hasSize(before);
    }

    private int demo(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        Collections.addAll(arguments, "--output", folder.toString());
        return command(this::pretend).execute(arguments.toArray(String[]::new));
    }

    private CommandLine command(Shell shell) {
        return new CommandLine(new DemoCommand(shell))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    /// Writes what the real commands would leave behind.
    private int pretend(List<String> arguments) {
        commands.add(arguments);
        var files = new DemoFiles(folder);
        switch (arguments.getFirst()) {
            case "run" -> pretendRun(files, arguments.get(1));
            case "generate" ->
                    DataWriter.candidates(
                            files.candidates(),
                            DataReader.prompts(files.world().heldOutPrompts()).stream()
                                    .map(DemoCommandTest::sixteenReplies)
                                    .toList());
            case "score" ->
                    DataWriter.scores(
                            Path.of(arguments.getLast()),
                            DataReader.candidates(files.candidates()).stream()
                                    .map(c -> new ScoredCandidates(c, new double[16]))
                                    .toList());
            default -> assertThat(arguments).startsWith("report");
        }
        return 0;
    }

    private static void pretendRun(DemoFiles files, String recipe) {
        if (recipe.endsWith("reward-model.yaml")) {
            EvaluationFiles.write(files.accuracy(), new RankingAccuracy(0.71, 0.01, 100, 2000));
        }
        for (Arm arm : Arm.values()) {
            if (recipe.equals(files.recipe(arm.id()).toString())) {
                EvaluationFiles.write(
                        files.run(arm.id()).resolve("start/evaluation.json"), evaluation(20));
                for (int i = 1; i <= 3; i++) {
                    EvaluationFiles.write(files.evaluation(arm, i), evaluation(25));
                }
            }
        }
    }

    private static Candidates sixteenReplies(Prompt prompt) {
        return new Candidates(prompt, Collections.nCopies(16, Reply.written("Paris.")));
    }

    private static PolicyEvaluation evaluation(double tokens) {
        var estimate = new Estimate(0.5, 0.1);
        return new PolicyEvaluation(
                64,
                estimate,
                new Estimate(tokens, 0.5),
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
        return folder.resolve(name).toString();
    }

    private static List<String> keys(JsonNode node) {
        return node.properties().stream().map(e -> e.getKey()).toList();
    }
}
