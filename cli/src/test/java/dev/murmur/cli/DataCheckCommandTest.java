package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.Borders;
import dev.murmur.data.DataKind;
import dev.murmur.data.DataReport;
import dev.murmur.data.DataReport.Seams;
import dev.murmur.data.DataReport.Span;
import dev.murmur.text.BpeTrainer;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path folder;

    @Test
    void aCleanFileIsDescribedAndExitsWith0() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "chosen": "four", "rejected": "threes", "source": "wiki"}
                        {"prompt": "Q", "chosen": "four", "rejected": "two", "source": "wiki"}
                        """);

        assertThat(run("data", "check", file.toString())).isEqualTo(0);
        assertThat(out.toString().replace(System.lineSeparator(), "\n"))
                .isEqualTo(
                        """
                        %s: 2 pairs
                          prompt           1.0 characters on average
                          preferred        4.0
                          other            4.5
                          longer wins    50.0%% of the comparisons of different lengths (2 in all)
                          sources     wiki 2
                        no findings
                        """
                                .formatted(file));
    }

    @Test
    void repliesOfOneLengthHaveNoSkew() throws IOException {
        Path file = jsonl("{\"prompt\": \"P\", \"chosen\": \"four\", \"rejected\": \"five\"}");

        assertThat(run("data", "check", file.toString())).isEqualTo(0);
        assertThat(out.toString()).contains("never: replies that compete are equally long");
    }

    @Test
    void findingsExitWith1() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "chosen": "A", "rejected": "B"}
                        {"prompt": "P", "chosen": "A", "rejected": "A"}
                        """);

        assertThat(run("data", "check", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "1  'chosen' and 'rejected' are equal; drop the line or fix the labels"
                                + " (first: "
                                + file
                                + ":2)");
    }

    @Test
    void withAModelAnExampleShowsWhatCounts() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        BpeTrainer.train(Stream.of("a"), 300, List.of("<|im_start|>", "<|im_end|>"))
                .write(model, Map.of());
        ChatTemplates.write(new ChatMlTemplate(), model);
        Path file = jsonl("{\"prompt\": \"P\", \"chosen\": \"AA\", \"rejected\": \"B\"}");

        int code = run("data", "check", file.toString(), "--model", model.toString());

        assertThat(code).isEqualTo(0);
        assertThat(out.toString())
                .contains("1.0 tokens on average")
                .endsWith("assistant\n[[AA<|im_end|>]][[B<|im_end|>]]" + System.lineSeparator());

        assertThat(
                        run(
                                "data",
                                "check",
                                file.toString(),
                                "--model",
                                model.toString(),
                                "--kind",
                                "pairs",
                                "--max-tokens",
                                "5"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("longer than max_tokens");
    }

    @Test
    void labelsAreCounted() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "reply": "four", "label": true}
                        {"prompt": "P", "reply": "B", "label": false}
                        """);

        assertThat(run("data", "check", file.toString())).isEqualTo(0);
        assertThat(out.toString())
                .contains("2 unpaired")
                .contains("desirable        4.0 in 1 rows")
                .contains("undesirable      1.0 in 1 rows");
    }

    @Test
    void whatCannotBeReadExitsWith2() throws IOException {
        assertThat(run("data", "check", "no.jsonl")).isEqualTo(2);
        assertThat(err.toString()).contains("no.jsonl does not exist");

        Path file = jsonl("{\"prompt\": \"P\"}");
        assertThat(run("data", "check", file.toString(), "--max-tokens", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("--max-tokens and --template need --model DIR");

        assertThat(run("data", "check", file.toString(), "--model", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("has neither tokenizer.json nor");
    }

    @Test
    void showsSeamsAndMarksWhatCountsInColoursWhereThereAreAny() {
        var report =
                new DataReport(
                        DataKind.PAIRS,
                        1,
                        List.of(),
                        Map.of(),
                        "tokens",
                        1,
                        1,
                        0,
                        null,
                        null,
                        new Seams(new Borders(4, 1, null), "pairs.jsonl:2: \"a\""),
                        List.of(new Span("prompt ", false), new Span("reply", true)));

        assertThat(DataReportText.of(folder, report, true))
                .contains("prompt \u001b[32mreply\u001b[0m");
        assertThat(DataReportText.of(folder, report, false))
                .contains("prompt [[reply]]")
                .contains("1 of 4 borders between prompt and reply; one text would have other")
                .contains("first: pairs.jsonl:2: \"a\"");
    }

    @Test
    void theHelpHasExamples() {
        assertThat(run("data", "check", "--help")).isEqualTo(0);
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("murmur data check nectar.parquet --model")
                .contains("prompts, pairs, rankings, unpaired, conversations");
        assertThat(run("data")).isEqualTo(2);
        assertThat(err.toString()).contains("which command? See murmur data --help");
    }

    private int run(String... args) {
        return Main.execute(
                Main.commandLine(List.of(new DataCommand()))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true)),
                args);
    }

    private Path jsonl(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "rows", ".jsonl"), text);
    }
}
