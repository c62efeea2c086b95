package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private Instant now = Instant.EPOCH;

    @Test
    void aLogGetsALineATenSecondsAndOneAtTheEnd() {
        try (var task = progress(false).start("sample", 400, "prompts")) {
            for (int i = 0; i < 40; i++) {
                now = now.plusSeconds(1);
                task.advance(10, "31.0 tokens");
            }
        }

        assertThat(lines())
                .containsExactly(
                        "sample: 100/400 prompts, 10.0/s, 30 s left, 31.0 tokens",
                        "sample: 200/400 prompts, 10.0/s, 20 s left, 31.0 tokens",
                        "sample: 300/400 prompts, 10.0/s, 10 s left, 31.0 tokens",
                        "sample: 400/400 prompts in 40 s, 10.0/s");
    }

    @Test
    void shortWorkIsOneLine() {
        try (var task = progress(false).start("load", 2, "files")) {
            task.advance(2, "");
        }

        assertThat(lines()).containsExactly("load: 2/2 files in 0 s, 2000.0/s");
    }

    @Test
    void workThatFailsSaysHowFarItCame() {
        try (var task = progress(false).start("train", 100, "steps")) {
            now = now.plusSeconds(75);
            task.advance(0, "");
            now = now.plusSeconds(7300);
            task.advance(1, "");
        }

        assertThat(lines())
                .containsExactly(
                        "train: 0/100 steps, 0.0/s",
                        "train: 1/100 steps, 0.0/s, 202 h 48 min left",
                        "train: 1/100 steps in 2 h 2 min, 0.0/s");
    }

    @Test
    void aTerminalGetsABarWithTheNote() {
        try (var task = progress(true).start("sample", 400, "prompts")) {
            task.advance(400, "31.0 tokens");
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("sample", "100%", "400/400 prompts", " 31.0 tokens");
    }

    private TerminalProgress progress(boolean terminal) {
        return new TerminalProgress(err, terminal, () -> now);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
