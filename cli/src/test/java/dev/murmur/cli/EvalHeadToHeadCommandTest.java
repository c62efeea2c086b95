package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.metrics.RunContext;
import dev.murmur.openai.FakeService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalHeadToHeadCommandTest {
    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /// p is won in both orders, q is tied, r leaves the judge without words once.
    @Test
    void bothOrdersDecideAndWhatCannotBeReadIsNoTie() throws IOException {
        service.says("[[A]]").says("[[B]]").says("[[A]]").says("[[A]]").says("[[B]]").says("?");
        Path first = replies("first.jsonl", "p", "q", "r");
        Path second = replies("second.jsonl", "p", "q", "r");

        assertThat(run(first, second, "--judge", judge(), "--json"))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);

        assertThat(out)
                .hasToString(
                        """
                        {"id":"p","verdicts":["first"]}
                        {"id":"q","verdicts":["tie"]}
                        {"id":"r","verdicts":[null]}
                        """);
        JsonNode figures = new JsonMapper().readTree(err.toString());
        JsonNode sum = figures.path("judges").path(0);
        assertThat(figures.path("agreements")).isEmpty();
        assertThat(sum.path("judge").asText()).startsWith("pairwise-judge:gpt, rubric ");
        assertThat(sum.path("prompts").asInt()).isEqualTo(3);
        assertThat(sum.path("unjudged").asInt()).isEqualTo(1);
        assertThat(sum.path("win_rate").path("mean").asDouble()).isEqualTo(0.75);
        assertThat(sum.path("win_rate").path("ties").asInt()).isEqualTo(1);
    }

    /// The chat model decides on p alone.
    @Test
    void severalJudgesAreComparedWithEachOther() throws IOException {
        service.says("[[A]]").says("[[B]]").says("[[A]]").says("[[A]]").says("[[B]]").says("[[A]]");
        Path first = replies("longer.jsonl", "p", "q", "r");
        Path second = replies("short.jsonl", "p", "q", "r");
        Path model = folder.resolve("chat");
        TinyModel.writeChat(model);
        Path reward =
                Files.writeString(
                        folder.resolve("reward.yaml"),
                        "{type: reward, reward: {type: log-prob, path: '%s', template: chatml, over: mean}}\n"
                                .formatted(model));
        assertThat(run(first, second, "--judge", judge(), "--judge", reward))
                .as(err.toString())
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString().lines())
                .hasSize(3)
                .first()
                .asString()
                .matches("\\{\"id\":\"p\",\"verdicts\":\\[\"first\",\"(first|second)\"]}");
        assertThat(err.toString())
                .contains("FIRST wins", "at equal length", "3 of 3")
                .containsPattern("pairwise-judge:gpt.* and log-prob.* agree on .* of 3");
    }

    @Test
    void aJudgeThatCannotBeReadAtAllIsAnError() throws IOException {
        service.says("who knows");
        Path replies = replies("first.jsonl", "p", "q");
        assertThat(run(replies, replies, "--judge", judge())).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("0 of 2 verdicts of pairwise-judge:gpt");
    }

    @Test
    void repliesToOtherPromptsAreRefusedBeforeAnybodyIsAsked() throws IOException {
        Path first = replies("first.jsonl", "p", "q");
        assertThat(run(first, replies("second.jsonl", "p", "r"), "--judge", judge()))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("prompt 2 is 'q' in " + first + " and 'r' in ");
        assertThat(run(first, replies("few.jsonl", "p"), "--judge", judge()))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("has 2 prompts, ");
        Path two =
                Files.writeString(
                        folder.resolve("two.jsonl"),
                        Files.readString(first)
                                .replace("\"replies\": [", "\"replies\": [{\"text\": \"x\"}, "));
        assertThat(run(two, two, "--judge", judge())).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("has 2 replies to 'p', must have 1");
        assertThat(service.bodies).isEmpty();
    }

    @Test
    void aFileThatIsNoJudgeIsRefusedByLine() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("j.yaml"),
                        "{type: service, service: {url: here, model: m}}\n");
        Path replies = replies("first.jsonl", "p");
        assertThat(run(replies, replies, "--judge", file)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("j.yaml:1: service.url is 'here', must be http(s)://");
    }

    private Path judge() throws IOException {
        return Files.writeString(
                folder.resolve("judge.yaml"),
                "{type: service, service: {url: '%s', model: gpt, parallel: 1, cache: '%s'}}\n"
                        .formatted(service.url(), folder.resolve("cache")));
    }

    /// Texts differ by file, so that no order of two asks what another asked.
    private Path replies(String name, String... ids) throws IOException {
        List<String> lines =
                Stream.of(ids)
                        .map(id ->
                                """
                                {"id": "%s", "messages": [{"role": "user", "content": "Why %s?"}],\
                                 "replies": [{"text": "%s says %s", "ids": [], "finish": "stop"}]}\
                                """
                                        .formatted(id, id, name, id))
                        .toList();
        return Files.write(folder.resolve(name), lines);
    }

    private int run(Object... args) {
        var line = Main.commandLine(List.of(new EvalCommand(RunContext.QUIET)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(
                line,
                Stream.concat(
                                Stream.of("eval", "head-to-head"),
                                Stream.of(args).map(Object::toString))
                        .toArray(String[]::new));
    }
}
