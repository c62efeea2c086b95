package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.metrics.RunContext;
import dev.murmur.openai.FakeService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerateAndScoreTest {
    private static final String CANDIDATES =
            """
            {"id": "p", "messages": [{"role": "user", "content": "Capital?"}], "source": "",\
             "checklist": {"required": [["Paris"]]},\
             "replies": [{"text": "Paris.", "ids": [], "finish": "stop"},\
             {"text": "Rome.", "ids": [], "finish": "stop"}]}
            """;

    @TempDir static Path models;
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeModels() throws IOException {
        TinyModel.writeChat(chat());
        TinyModel.writeReward(chat(), reward());
    }

    @Test
    void onePromptGivesOneLineOnStdout() throws IOException {
        assertThat(run("generate", chat(), "--prompt", "Name a fruit.", "--max-new-tokens", 8))
                .isEqualTo(ExitCodes.OK);
        List<Candidates> candidates = DataReader.candidates(file("c.jsonl", out.toString()));
        assertThat(candidates).hasSize(1);
        assertThat(candidates.getFirst().prompt().messages().getFirst().content())
                .isEqualTo("Name a fruit.");
        assertThat(candidates.getFirst().replies()).hasSize(1);
    }

    @Test
    void aSeedDecidesEveryReply() throws IOException {
        assertThat(generate("a.jsonl", "-n", 2, "--seed", 7)).isEqualTo(ExitCodes.OK);
        assertThat(generate("b.jsonl", "-n", 2, "--seed", 7)).isEqualTo(ExitCodes.OK);
        assertThat(generate("c.jsonl", "-n", 2, "--seed", 8)).isEqualTo(ExitCodes.OK);
        assertThat(folder.resolve("b.jsonl")).hasSameTextualContentAs(folder.resolve("a.jsonl"));
        assertThat(Files.readString(folder.resolve("c.jsonl")))
                .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
    }

    @Test
    void aTypeThatIsTooFarFromTheModelIsRefused() throws IOException {
        assertThat(generate("a.jsonl", "--compute", "float16")).isEqualTo(ExitCodes.OK);
        assertThat(generate("b.jsonl", "--compute", "int8", "--max-compute-gap", 1e-9))
                .isNotEqualTo(ExitCodes.OK);
        assertThat(folder.resolve("b.jsonl")).doesNotExist();
    }

    @Test
    void bestOfKeepsTheReplyThatScoreLikesBest() throws IOException {
        generate("all.jsonl", "-n", 4);
        generate("best.jsonl", "--best-of", 4, "--reward", reward());
        run("score", reward(), folder.resolve("all.jsonl"), "-o", folder.resolve("scores.jsonl"));

        List<Candidates> all = DataReader.candidates(folder.resolve("all.jsonl"));
        List<Candidates> best = DataReader.candidates(folder.resolve("best.jsonl"));
        List<ScoredCandidates> scored = DataReader.scores(folder.resolve("scores.jsonl"), all);
        assertThat(best).hasSize(3);
        for (int p = 0; p < best.size(); p++) {
            double[] scores = scored.get(p).scores();
            int highest =
                    IntStream.range(0, 4)
                            .reduce((a, b) -> scores[b] > scores[a] ? b : a)
                            .orElseThrow();
            assertThat(best.get(p).replies())
                    .extracting(Reply::text)
                    .containsExactly(all.get(p).replies().get(highest).text());
        }
    }

    @Test
    void beamsReturnTheBestOfThemAndTheMoreTheSame() throws IOException {
        assertThat(generate("one.jsonl", "--beams", 4)).isEqualTo(ExitCodes.OK);
        assertThat(generate("two.jsonl", "--beams", 4, "-n", 2)).isEqualTo(ExitCodes.OK);
        List<Candidates> one = DataReader.candidates(folder.resolve("one.jsonl"));
        List<Candidates> two = DataReader.candidates(folder.resolve("two.jsonl"));
        assertThat(one).hasSize(3).allSatisfy(c -> assertThat(c.replies()).hasSize(1));
        for (int p = 0; p < 3; p++) {
            assertThat(two.get(p).replies()).hasSize(2);
            assertThat(two.get(p).replies().getFirst().ids())
                    .isEqualTo(one.get(p).replies().getFirst().ids());
        }
    }

    @Test
    void aRuleScoresOnStdout() throws IOException {
        assertThat(run("score", "rule:checklist", file("c.jsonl", CANDIDATES)))
                .isEqualTo(ExitCodes.OK);
        assertThat(out).hasToString("{\"id\":\"p\",\"scores\":[1.0,0.0]}\n");
    }

    @Test
    void aFileMayHoldAnyRewardOfARecipe() throws IOException {
        Path section =
                file(
                        "reward.yaml",
                        """
                        type: length-penalty
                        per_character: 0.5
                        reward: {type: rule, rule: checklist}
                        """);
        assertThat(run("score", section, file("c.jsonl", CANDIDATES))).isEqualTo(ExitCodes.OK);
        assertThat(out).hasToString("{\"id\":\"p\",\"scores\":[-2.0,-2.5]}\n");
    }

    @Test
    void twoLanguageModelsScore() throws IOException {
        Path section =
                file(
                        "ratio.yaml",
                        "type: log-ratio\nstrong: '%s'\nweak: '%s'\n".formatted(chat(), chat()));
        assertThat(run("score", section, file("c.jsonl", CANDIDATES))).isEqualTo(ExitCodes.OK);
        assertThat(out).hasToString("{\"id\":\"p\",\"scores\":[0.0,0.0]}\n");
    }

    @Test
    void aLanguageModelBehindAUrlScoresAndIsNotAskedTwice() throws IOException {
        try (var service = new FakeService().says("[[8]]").says("I cannot say.")) {
            Path section =
                    file(
                            "judge.yaml",
                            """
                            type: judge
                            service: {url: '%s', model: gpt, parallel: 1, cache: '%s'}
                            """
                                    .formatted(service.url(), folder.resolve("cache")));
            Path candidates = file("c.jsonl", CANDIDATES);
            assertThat(run("score", section, candidates)).isEqualTo(ExitCodes.OK);
            assertThat(run("score", section, candidates)).isEqualTo(ExitCodes.OK);
            String line = "{\"id\":\"p\",\"scores\":[8.0,null]}\n";
            assertThat(out).hasToString(line + line);
            assertThat(service.bodies).hasSize(2);
        }
    }

    @Test
    void aJudgeWithoutItsKeyIsRefusedBeforeItIsAsked() throws IOException {
        Path section =
                file(
                        "judge.yaml",
                        """
                        type: judge
                        service: {url: 'http://localhost:1/v1', model: gpt, api_key_env: NO_SUCH_KEY}
                        """);
        assertThat(run("score", section, file("c.jsonl", CANDIDATES)))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains(
                        "api_key_env is NO_SUCH_KEY, which is not set in the environment; export"
                                + " NO_SUCH_KEY=...");
    }

    @Test
    void aFileThatIsNoRewardIsRefusedByLine() throws IOException {
        Path wrong = file("wrong.yaml", "type: scaler\npath: x\n");
        assertThat(run("score", wrong, file("c.jsonl", CANDIDATES))).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("wrong.yaml:1: type is 'scaler'; did you mean 'scalar'?");
        Path rule = file("rule.yaml", "type: rule\nrule: checklist\n");
        assertThat(run("score", rule, file("c.jsonl", CANDIDATES), "--truncate-left", 9))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("--truncate-left does not go with " + rule + ", which says it itself");
    }

    @Test
    void aLongConversationIsCutOnlyWhereAsked() throws IOException {
        Path file = file("long.jsonl", CANDIDATES.replace("Paris.", "Paris ".repeat(99)));
        assertThat(run("score", reward(), file)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("longer than max_tokens (128)");
        assertThat(run("score", reward(), file, "--truncate-left", 64)).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).startsWith("{\"id\":\"p\",\"scores\":[");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("nowhere is not a folder; ", "generate", "nowhere", "--prompt", "x"),
                mistake("Missing required argument", "generate", "CHAT"),
                mistake(
                        "mutually exclusive",
                        "generate",
                        "CHAT",
                        "--prompt",
                        "x",
                        "--prompts",
                        "y"),
                mistake("Missing required argument(s): --reward", prompt("--best-of", "2")),
                mistake(
                        "-n is 3, but --best-of keeps one reply a prompt; leave -n out",
                        prompt("-n", "3", "--best-of", "2", "--reward", "rule:checklist")),
                mistake(
                        "'nice' is not a known rule; known: checklist",
                        prompt("--best-of", "2", "--reward", "rule:nice")),
                mistake("sampling.top_p is 2.0, must be in (0, 1]", prompt("--top-p", "2")),
                mistake(
                        "--temperature does not go with --beams, which draws nothing; leave it out",
                        prompt("--beams", "4", "--temperature", "0.7")),
                mistake("--seed does not go with --beams", prompt("--beams", "4", "--seed", "1")),
                mistake(
                        "--best-of does not go with --beams",
                        prompt("--beams", "4", "--best-of", "2", "--reward", "rule:checklist")),
                mistake(
                        "--length-penalty is of use with --beams only; leave it out",
                        prompt("--length-penalty", "2")),
                mistake("beams is 1, must be at least 2", prompt("--beams", "1")),
                mistake("n is 3, must be in [1, 2]", prompt("--beams", "2", "-n", "3")),
                mistake("--early-stopping", prompt("--beams", "2", "--early-stopping", "soon")),
                mistake("'int8' is none of [float32, bfloat16]", prompt("--dtype", "int8")),
                mistake(
                        "model.template is 'vicuna', must be a .jinja file or one of: alpaca, chatml",
                        prompt("--template", "vicuna")),
                mistake(
                        "'first' is none of [last, before-first-pad, last-non-pad]",
                        "score",
                        "REWARD",
                        "CANDIDATES",
                        "--score-at",
                        "first"),
                mistake(
                        "config.json has no pad_token_id; score_at before-first-pad needs the one",
                        "score",
                        "REWARD",
                        "CANDIDATES",
                        "--score-at",
                        "before-first-pad"),
                mistake(
                        "truncate_left is 129, must be at most the 128 positions",
                        "score",
                        "REWARD",
                        "CANDIDATES",
                        "--truncate-left",
                        "129"),
                mistake("there.jsonl", "score", "rule:checklist", "not-there.jsonl"),
                mistake("score.weight", "score", "CHAT", "CANDIDATES"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsOneClearLineAndWritesNothing(String message, List<String> args)
            throws IOException {
        Path candidates = file("c.jsonl", CANDIDATES);
        Object[] real =
                args.stream()
                        .map(a -> a.equals("CHAT") ? chat().toString() : a)
                        .map(a -> a.equals("REWARD") ? reward().toString() : a)
                        .map(a -> a.equals("CANDIDATES") ? candidates.toString() : a)
                        .toArray();
        assertThat(run(real)).as(err.toString()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).startsWith("murmur: ").contains(message);
        assertThat(out.toString()).isEmpty();
    }

    private static Arguments mistake(String message, String... args) {
        return Arguments.of(message, List.of(args));
    }

    private static String[] prompt(String... options) {
        return Stream.concat(Stream.of("generate", "CHAT", "--prompt", "x"), Stream.of(options))
                .toArray(String[]::new);
    }

    @Test
    void helpShowsExamples() {
        assertThat(run("generate", "--help")).isEqualTo(ExitCodes.OK);
        assertThat(run("score", "--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("murmur generate model --prompts", "murmur score rule:");
    }

    private int generate(String output, Object... more) throws IOException {
        Path prompts =
                file(
                        "prompts.jsonl",
                        """
                        {"prompt": "Name a fruit."}
                        {"prompt": "What is the capital of France?"}
                        {"prompt": "Add 2 and 3."}
                        """);
        var all = new ArrayList<Object>(List.of("generate", chat()));
        all.addAll(List.of("--prompts", prompts, "--max-new-tokens", 6));
        all.addAll(List.of("-o", folder.resolve(output)));
        all.addAll(List.of(more));
        return run(all.toArray());
    }

    private int run(Object... args) {
        var line =
                Main.commandLine(
                        List.of(
                                new GenerateCommand(RunContext.QUIET),
                                new ScoreCommand(RunContext.QUIET)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(line, Stream.of(args).map(Object::toString).toArray(String[]::new));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path chat() {
        return models.resolve("chat");
    }

    private static Path reward() {
        return models.resolve("reward");
    }
}
