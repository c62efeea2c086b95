package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.openai.FakeService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = folder.resolve("chat");
        TinyModel.writeChat(model);
        data = folder.resolve("benchmarks");
        Path rows = Files.createDirectories(data.resolve("truthfulqa"));
        Files.writeString(
                rows.resolve("validation.jsonl"),
                Stream.of("an apple", "a stone", "a pear")
                        .map(thing ->
                                """
                                {"question": "Is %s a fruit?",\
                                 "mc1_targets": {"choices": ["Yes.", "No."], "labels": [1, 0]},\
                                 "mc2_targets": {"choices": ["Yes.", "No."], "labels": [1, 0]}}
                                """
                                        .formatted(thing))
                        .collect(Collectors.joining()));
    }

    @Test
    void measuresAModelAndSaysHowSureItIs() throws IOException {
        Path run = folder.resolve("run");
        assertThat(eval("--limit", 3, "-o", run)).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("truthfulqa_mc1", "acc", "±", "3 of 817: a part")
                .endsWith(run + System.lineSeparator());
        JsonNode result =
                new JsonMapper().readTree(run.resolve("truthfulqa_mc1/result.json").toFile());
        assertThat(result.path("n").asInt()).isEqualTo(3);
        assertThat(result.path("part").asBoolean()).isTrue();
        assertThat(result.path("conditions").path("model").asText()).startsWith(model + " sha256:");
        assertThat(Files.readAllLines(run.resolve("truthfulqa_mc1/answers.jsonl"))).hasSize(4);
        assertThat(out.toString()).contains(run.resolve("report.html").toString());
        assertThat(run.resolve("report.html"))
                .content()
                .contains("truthfulqa_mc1 (3 of 817 questions)", "Is a stone a fruit?");
    }

    @Test
    void aRunIsGoneOnWithOnlyWhenAskedTo() {
        Path run = folder.resolve("run");
        eval("--limit", 3, "-o", run);
        assertThat(eval("--limit", 3, "-o", run)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--resume");
        assertThat(eval("--limit", 3, "-o", run, "--resume")).isEqualTo(ExitCodes.OK);
    }

    /// A benchmark more takes nothing from those that are there.
    @Test
    void aResumedRunMayHaveOtherBenchmarks() {
        Path run = folder.resolve("run");
        eval("--limit", 3, "-o", run);
        assertThat(eval("--benchmark", "truthfulqa_mc2", "--limit", 3, "-o", run, "--resume"))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(run.resolve("truthfulqa_mc2/result.json")).exists();
        assertThat(eval("--limit", 2, "-o", run, "--resume")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("the run began with 'limit: 3'");
    }

    @Test
    void everyModelOfALoopIsMeasured() throws IOException {
        Path loop = loop();
        assertThat(ofLoop(loop, "--limit", 3)).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .containsSubsequence("start", "iteration-1", "iteration-2")
                .endsWith(loop + System.lineSeparator());
        for (String stage : List.of("start", "iteration-1", "iteration-2")) {
            assertThat(loop.resolve("benchmarks").resolve(stage).resolve("truthfulqa_mc1"))
                    .isDirectoryContaining("glob:**result.json");
        }
        assertThat(loop.resolve("report.html")).content().contains("iterations-truthfulqa_mc1");
    }

    @Test
    void aLoopThatGoesOnIsMeasuredOn() throws IOException {
        Path loop = loop();
        AtomicFiles.deleteTree(loop.resolve("iteration-2"));
        ofLoop(loop, "--limit", 3);
        Path first = loop.resolve("benchmarks/iteration-1/truthfulqa_mc1/answers.jsonl");
        FileTime written = Files.getLastModifiedTime(first);
        assertThat(loop.resolve("benchmarks/iteration-2")).doesNotExist();
        TinyModel.writeChat(loop.resolve("iteration-2/model"));
        assertThat(ofLoop(loop, "--limit", 3)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--resume");
        assertThat(ofLoop(loop, "--limit", 3, "--resume")).isEqualTo(ExitCodes.OK);
        assertThat(loop.resolve("benchmarks/iteration-2/truthfulqa_mc1/result.json")).exists();
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
    }

    @Test
    void aRecipeIsOfEveryModelOfALoop() throws IOException {
        Path loop = loop();
        Path recipe = folder.resolve("benchmark.yaml");
        Files.writeString(
                recipe,
                """
                kind: benchmark
                name: tiny
                model: {path: of-nobody}
                benchmarks: [truthfulqa_mc1]
                data: %s
                limit: 2
                """
                        .formatted(data));
        assertThat(run("eval", recipe, "--run", loop)).as(err.toString()).isEqualTo(ExitCodes.OK);
        JsonNode result =
                new JsonMapper()
                        .readTree(
                                loop.resolve("benchmarks/iteration-2/truthfulqa_mc1/result.json")
                                        .toFile());
        assertThat(result.path("conditions").path("model").asText())
                .startsWith(loop.resolve("iteration-2/model") + " sha256:");
    }

    @Test
    void whatIsNoLoopIsRefused() throws IOException {
        assertThat(ofLoop(folder, "--limit", 3)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains(folder.resolve("recipe.yaml") + ": there is no such file");
        Path run = folder.resolve("run");
        eval("--limit", 3, "-o", run);
        assertThat(ofLoop(run, "--limit", 3)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains(run.resolve("recipe.yaml") + " is of no loop; give");
        assertThat(ofLoop(loop(), "-o", run)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--output does not go with --run");
        assertThat(eval("--run", run)).isEqualTo(ExitCodes.BAD_INPUT);
    }

    @Test
    void aStopSaysHowToGoOn() {
        var stopping = new RunContext(Progress.NONE, () -> true);
        var line = Main.commandLine(List.of(new EvalCommand(stopping)));
        line.setErr(new PrintWriter(err, true));
        int code =
                Main.execute(
                        line,
                        "eval",
                        "--benchmark=truthfulqa_mc1",
                        "--model=" + model,
                        "--data=" + data,
                        "--limit=3",
                        "-o",
                        folder.resolve("run").toString());
        assertThat(code).isEqualTo(ExitCodes.STOPPED);
        assertThat(err.toString()).contains("kept; go on with the same command and --resume");
        assertThat(eval("--limit", 3, "-o", folder.resolve("run"), "--resume"))
                .isEqualTo(ExitCodes.OK);
    }

    @Test
    void aRecipeSaysTheSame() throws IOException {
        Path recipe = folder.resolve("benchmark.yaml");
        Files.writeString(
                recipe,
                """
                kind: benchmark
                name: tiny
                output: %s
                model: {path: %s}
                benchmarks: [truthfulqa_mc1]
                data: %s
                limit: 2
                """
                        .formatted(folder.resolve("run"), model, data));
        assertThat(run("eval", recipe)).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("2 of 817: a part");
    }

    @Test
    void aJudgeBehindAUrlReadsReplies() throws IOException {
        arenaHard();
        try (var service = new FakeService()) {
            service.says("I do not see.").says("I see. [[A>B]]");
            Path judge = folder.resolve("judge.yaml");
            Files.writeString(
                    judge,
                    "{type: service, service: {url: '%s', model: gpt, max_tokens: 4096, cache: '%s'}}"
                            .formatted(service.url(), folder.resolve("cache")));
            Path run = folder.resolve("run");
            assertThat(evalArena(run, "--judge", judge)).as(err.toString()).isEqualTo(ExitCodes.OK);
            // whoever is A wins: nobody
            assertThat(out.toString())
                    .contains("arena_hard", "win_rate", "50.00 ±", "2 of 500", "1 asked again");
            JsonNode result =
                    new JsonMapper().readTree(run.resolve("arena_hard/result.json").toFile());
            assertThat(result.path("conditions").path("judge").asText()).isEqualTo("judge:gpt");
            assertThat(result.path("intervals").path("win_rate").path("low").asDouble())
                    .isEqualTo(0.5);
            assertThat(service.bodies).hasSize(5);
        }
    }

    @Test
    void aChatBenchmarkNeedsAJudge() throws IOException {
        arenaHard();
        Path run = folder.resolve("run");
        assertThat(evalArena(run)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("arena_hard is judged, and nobody is there to judge");
        assertThat(run).doesNotExist();
    }

    private int evalArena(Path run, Object... more) {
        var words =
                new ArrayList<Object>(
                        List.of(
                                "eval",
                                "--benchmark",
                                "arena_hard",
                                "--model",
                                model,
                                "--data",
                                data,
                                "--limit",
                                2,
                                "-o",
                                run));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private void arenaHard() throws IOException {
        Path rows = Files.createDirectories(data.resolve("arena_hard"));
        var questions = new StringBuilder();
        var baseline = new StringBuilder();
        for (int id = 0; id < 3; id++) {
            questions.append(
                    "{\"question_id\": \"%d\", \"turns\": [{\"content\": \"Why %d?\"}]}\n"
                            .formatted(id, id));
            baseline.append(
                    "{\"question_id\": \"%d\", \"choices\": [{\"turns\": [{\"content\": \"So.\"}]}]}\n"
                            .formatted(id));
        }
        Files.writeString(rows.resolve("question.jsonl"), questions);
        Files.writeString(rows.resolve("baseline.jsonl"), baseline);
        Files.writeString(
                rows.resolve("judge_config.yaml"),
                "system_prompt: Judge.\nprompt_template: ['{question_1} {answer_1} {answer_2}']\n");
    }

    @Test
    void measuresWhatAModelWrites() throws IOException {
        writeSums();
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("128", "320"));
        Path run = folder.resolve("run");
        assertThat(
                        run(
                                "eval",
                                "--benchmark=gsm8k",
                                "--model=" + model,
                                "--data=" + data,
                                "--limit=2",
                                "--samples=3",
                                "--temperature=0.7",
                                "--output=" + run))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("exact_match_strict", "2 of 1319: a part");
        JsonNode answer =
                new JsonMapper()
                        .readTree(Files.readAllLines(run.resolve("gsm8k/answers.jsonl")).get(1));
        assertThat(answer.path("replies")).hasSize(3);
        assertThat(answer.path("cut").asBoolean()).isTrue();
    }

    @Test
    void aModelThatHasNoRoomToWriteIsRefusedBeforeAnyWork() throws IOException {
        writeSums();
        Path run = folder.resolve("run");
        int code =
                run(
                        "eval",
                        "--benchmark=gsm8k",
                        "--model=" + model,
                        "--data=" + data,
                        "--limit=2",
                        "--output=" + run);
        assertThat(code).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("more than this one's 128 positions");
        assertThat(run).doesNotExist();
    }

    @Test
    void severalSamplesNeedATemperature() {
        assertThat(eval("--limit", 3, "--samples", 4)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("temperature is 0.0, must be > 0 (0.2 to 0.8 is usual), or samples 1");
    }

    @Test
    void samplesOfWhatWritesNothingAreRefused() {
        int code =
                run(
                        "eval",
                        "--benchmark=rewardbench",
                        "--reward=rule:checklist",
                        "--data=" + data,
                        "--samples=4");
        assertThat(code).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("--samples and --temperature do nothing here: a reward writes nothing");
    }

    private void writeSums() throws IOException {
        Path rows = Files.createDirectories(data.resolve("gsm8k"));
        for (String split : List.of("test", "train")) {
            var lines = new StringBuilder();
            for (int i = 1; i <= 6; i++) {
                lines.append(
                        "{\"question\": \"One and %d?\", \"answer\": \"So it is.\\n#### %d\"}\n"
                                .formatted(i, i + 1));
            }
            Files.writeString(rows.resolve(split + ".jsonl"), lines);
        }
    }

    @Test
    void measuresAReward() throws IOException {
        Path reward = folder.resolve("reward");
        TinyModel.writeReward(model, reward);
        Path run = folder.resolve("run");
        JsonNode result = evalReward(reward, run);
        assertThat(out.toString()).contains("rewardbench", "accuracy", "2 of 2985: a part");
        assertThat(result.path("subjects").path("hep-java").path("n").asInt()).isEqualTo(2);
        assertThat(result.path("conditions").path("model").asText())
                .startsWith(reward + " sha256:");

        Path scored = run.resolve("rewardbench");
        assertThat(run("eval", "agreement", scored, scored)).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("100.0 ± 0.0", "2 items that all of them scored");
        out.getBuffer().setLength(0);
        assertThat(run("eval", "agreement", scored, scored, "--json")).isEqualTo(ExitCodes.OK);
        JsonNode agreement = new JsonMapper().readTree(out.toString());
        assertThat(agreement.path("runs").path(1).asText()).isEqualTo(scored.toString());
        assertThat(agreement.at("/matrix/0/1/mean").asDouble()).isEqualTo(1);
    }

    @Test
    void measuresALanguageModelWithoutAReference() throws IOException {
        Path section = folder.resolve("log-prob.yaml");
        Files.writeString(
                section,
                "{type: log-prob, path: '%s', template: chatml, over: mean}".formatted(model));
        JsonNode result = evalReward(section, folder.resolve("run"));
        assertThat(result.path("conditions").path("reward").asText())
                .isEqualTo(
                        "LogProb[path=%s, template=chatml, dtype=FLOAT32, over=MEAN]"
                                .formatted(model));
        assertThat(result.path("conditions").path("model").asText()).startsWith(model + " sha256:");
        assertThat(Files.readString(folder.resolve("run/rewardbench/answers.jsonl")))
                .contains("\"scores\":[-");
    }

    private JsonNode evalReward(Path reward, Path run) throws IOException {
        Path rows = Files.createDirectories(data.resolve("rewardbench"));
        Files.writeString(
                rows.resolve("filtered.jsonl"),
                """
                {"prompt": "a", "chosen": "a fruit", "rejected": "fruit", "subset": "hep-java"}
                {"prompt": "fruit", "chosen": "a", "rejected": "fruit a", "subset": "hep-java"}
                """);
        assertThat(
                        run(
                                "eval",
                                "--benchmark",
                                "rewardbench",
                                "--reward",
                                reward,
                                "--data",
                                data,
                                "--limit",
                                5,
                                "-o",
                                run))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        return new JsonMapper().readTree(run.resolve("rewardbench/result.json").toFile());
    }

    @Test
    void aPartIsRefusedUnlessAskedFor() {
        assertThat(eval("-o", folder.resolve("run"))).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("has 3 questions, truthfulqa_mc1 has 817");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void somethingMustBeAsked() {
        assertThat(run("eval")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains(
                        "give either a recipe, or --benchmark, --data and one of --model, --reward");
    }

    @Test
    void alpacaReadsAnnotationsAndSaysWhatTheyAllow() throws IOException {
        Path annotations = annotations();
        assertThat(run("eval", "alpaca", "--annotations", annotations, "--json"))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        JsonNode results = new JsonMapper().readTree(out.toString());
        assertThat(results.path(0).path("model").asText()).isEqualTo("mine");
        assertThat(results.path(0).path("n_total").asInt()).isEqualTo(12);
        assertThat(results.path(0).path("win_rate").asDouble()).isBetween(0.0, 100.0);
        assertThat(err.toString())
                .contains("length_controlled_minimal", "12 of 805 comparisons were answered");
    }

    @Test
    void alpacaPrintsATable() throws IOException {
        assertThat(run("eval", "alpaca", "--annotations", annotations())).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("LC win rate", "mine", "answered");
    }

    @Test
    void alpacaReadsPublishedWeights() throws IOException {
        Path weights = folder.resolve("weights.csv");
        Files.writeString(weights, "model,w_length,w_difficulty,w_model\nzero,0,0,0\n");
        Path difficulty = folder.resolve("difficulty.csv");
        Files.writeString(difficulty, "index,instruction_difficulty\n0,-1\n1,2\n");
        assertThat(run("eval", "alpaca", "--weights", weights, "--difficulty", difficulty))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).isEqualTo("zero 50.000000" + System.lineSeparator());
        assertThat(run("eval", "alpaca", "--weights", weights)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--difficulty");
    }

    /// A loop that was to have three iterations and has two.
    private Path loop() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createDirectories(loop);
        Files.writeString(
                loop.resolve("recipe.yaml"),
                """
                kind: online
                name: loop
                model: {path: '%s'}
                iterations: 3
                reference: previous
                prompts: {path: prompts.jsonl, per_iteration: 6, max_tokens: 64}
                sampling: {n: 8, max_new_tokens: 40}
                reward: {type: rule, rule: checklist}
                pairs: {select: best-worst}
                loss: {type: dpo, beta: 0.1}
                training: {learning_rate: 1e-3, batch_size: 2}
                evaluation: {prompts: prompts.jsonl, judge: {type: rule, rule: checklist}, decoding: {type: sampling, max_new_tokens: 6}}
                """
                        .formatted(model));
        for (int i = 1; i <= 2; i++) {
            TinyModel.writeChat(loop.resolve("iteration-" + i).resolve("model"));
        }
        return loop;
    }

    private int ofLoop(Path loop, Object... args) {
        Stream<Object> words =
                Stream.of("eval", "--benchmark", "truthfulqa_mc1", "--run", loop, "--data", data);
        return run(Stream.concat(words, Stream.of(args)).toArray());
    }

    private Path annotations() throws IOException {
        var rows = new StringBuilder("model,index,preference,len_1,len_2\n");
        for (int i = 0; i < 12; i++) {
            rows.append("mine,%d,%s,%d,%d%n".formatted(i, 1 + (i % 3) / 2.0, 100 + i, 80 + 7 * i));
        }
        return Files.writeString(folder.resolve("annotations.csv"), rows);
    }

    private int eval(Object... args) {
        Stream<Object> words =
                Stream.of(
                        "eval", "--benchmark", "truthfulqa_mc1", "--model", model, "--data", data);
        return run(Stream.concat(words, Stream.of(args)).toArray());
    }

    private int run(Object... args) {
        var line = Main.commandLine(List.of(new EvalCommand(RunContext.QUIET)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(line, Stream.of(args).map(Object::toString).toArray(String[]::new));
    }
}
