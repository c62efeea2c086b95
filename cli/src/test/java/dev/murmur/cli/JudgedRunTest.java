package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.openai.FakeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An online run whose reward is a language model behind a URL.
class JudgedRunTest {
    @TempDir Path folder;

    @Test
    void repliesThatTheJudgeCannotRateDoNotCompeteAndAreCounted() throws IOException {
        TinyRuns runs = TinyRuns.in(folder);
        try (var service = new FakeService()) {
            for (int i = 0; i < 300; i++) {
                service.says(i % 5 == 4 ? "hard to say" : "[[" + (1 + i % 10) + "]]");
            }
            String judge =
                    "reward={type: judge, service: {url: '%s', model: gpt, cache: '%s'}}"
                            .formatted(service.url(), folder.resolve("cache"));

            Outcome first =
                    Outcome.of(
                            "run", runs.recipe("online"), "--set", judge, "--set", "iterations=1");
            assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCodes.OK);

            int asked = service.bodies.size();
            Path scores = runs.run().resolve("iteration-1/scores.jsonl");
            long unrated = Files.readString(scores).split("null", -1).length - 1L;
            assertThat(unrated).isPositive();
            assertThat(json("iteration-1/selection.json", runs).path("unscored_replies").asLong())
                    .isEqualTo(unrated);
            assertThat(json("start/evaluation.json", runs).path("unscored").isInt()).isTrue();

            String before = Files.readString(scores);
            Files.delete(scores);
            Outcome again =
                    Outcome.of(
                            "run",
                            runs.recipe("online"),
                            "--set",
                            judge,
                            "--set",
                            "iterations=1",
                            "--resume");
            assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCodes.OK);
            assertThat(scores).hasContent(before.stripTrailing());
            assertThat(service.bodies).as("asked again for nothing").hasSize(asked);
        }
    }

    private static JsonNode json(String file, TinyRuns runs) throws IOException {
        return new JsonMapper().readTree(runs.run().resolve(file).toFile());
    }
}
