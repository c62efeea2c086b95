package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataReport.Finding;
import dev.murmur.data.DataReport.LengthSkew;
import dev.murmur.data.DataReport.Span;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.TinyTokenizers;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
    @TempDir Path folder;

    @Test
    void listsEverythingThatIsWrongAndReadsOn() throws IOException {
        Path file =
                jsonl(
                        """
                        {"id": "a", "prompt": "P", "chosen": "longer", "rejected": "short", "source": "x"}
                        {"id": "a", "prompt": "Q", "chosen": "A", "rejected": "B"}
                        {"prompt": "P", "chosen": "longer", "rejected": "short"}
                        {"prompt": " ", "chosen": "", "rejected": "B"}
                        {"prompt": "P", "chosen": "A", "rejected": "A"}
                        {"prompt": "R", "chosen": "A", "rejected": "A"}
                        {"prompt": "P", "chosen": "A"}
                        nonsense
                        """);

        DataReport report = DataCheck.of(file, null, null);

        assertThat(report.kind()).isEqualTo(DataKind.PAIRS);
        assertThat(report.rows()).isEqualTo(8);
        assertThat(report.sources()).isEqualTo(Map.of("", 3L, "x", 1L));
        assertThat(report.findings().subList(0, 6))
                .containsExactly(
                        new Finding("the id of an earlier row", 1, file + ":2"),
                        new Finding("the same content as an earlier row", 1, file + ":3"),
                        new Finding("an empty prompt", 1, file + ":4"),
                        new Finding("an empty reply", 1, file + ":4"),
                        new Finding(
                                "'chosen' and 'rejected' are equal; drop the line or fix the labels",
                                2,
                                file + ":5"),
                        new Finding("no 'rejected'; keys are prompt, chosen", 1, file + ":7"));
        assertThat(report.findings().getLast().what()).startsWith("malformed JSON at column");
        assertThat(report.findings()).hasSize(7);
    }

    /// Ranks 1, 2, 2 with lengths 4, 2, 6: the best is compared with both others (4 against 2 and
    /// against 6), the tied two are not compared.
    @Test
    void measuresHowLengthAndPreferenceGoTogether() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "answers": [{"answer": "bb", "rank": 2}, {"answer": "aaaa", "rank": 1}, {"answer": "cccccc", "rank": 2.0}]}
                        """);

        DataReport report = DataCheck.of(file, null, null);

        assertThat(report.kind()).isEqualTo(DataKind.RANKINGS);
        assertThat(report.findings()).isEmpty();
        assertThat(report.ties()).isEqualTo(1);
        assertThat(report.skew()).isEqualTo(new LengthSkew(2, 4, 4, 0.5));
        assertThat(report.unit()).isEqualTo("characters");
        assertThat(report.replyLength()).isEqualTo(4, within(1e-12));
    }

    @Test
    void withAModelItCountsTokensAndShowsWhatCounts() throws IOException {
        Path file =
                jsonl(
                        """
                        {"messages": [{"role": "user", "content": "the cat"}, {"role": "assistant", "content": "sat"}, {"role": "user", "content": "on"}, {"role": "assistant", "content": "it"}]}
                        {"messages": [{"role": "user", "content": "the"}, {"role": "assistant", "content": "%s"}]}
                        {"messages": [{"role": "tool", "content": "the"}, {"role": "assistant", "content": "x"}]}
                        """
                                .formatted("xyz".repeat(40)));
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            var encoder = new GroupEncoder(tokenizer, new ChatMlTemplate(), 100, Overlong.DROP);
            DataReport report = DataCheck.of(file, null, encoder);

            assertThat(report.kind()).isEqualTo(DataKind.CONVERSATIONS);
            assertThat(report.unit()).isEqualTo("tokens");
            assertThat(report.findings())
                    .containsExactly(
                            new Finding("longer than max_tokens", 1, file + ":2"),
                            new Finding(
                                    "the template chatml has no role 'tool'; roles are system, user"
                                            + " and assistant",
                                    1,
                                    file + ":3"));
            assertThat(report.example())
                    .containsExactly(
                            new Span(
                                    "<|im_start|>user\nthe cat<|im_end|>\n<|im_start|>assistant\n",
                                    false),
                            new Span("sat<|im_end|>", true),
                            new Span(
                                    "\n<|im_start|>user\non<|im_end|>\n<|im_start|>assistant\n",
                                    false),
                            new Span("it<|im_end|>", true));
        }
    }

    @Test
    void bordersThatOneTextWouldNotHaveAreCountedWithTheFirst() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "chosen": "A", "rejected": "B"}
                        {"prompt": "Q", "chosen": "A", "rejected": "\\n\\nB"}
                        {"prompt": "R", "chosen": "\\n\\nA", "rejected": "B"}
                        """);
        try (Tokenizer tokenizer = TinyTokenizers.withDoubleBreaks(folder)) {
            var encoder = new GroupEncoder(tokenizer, new ChatMlTemplate(), 100, Overlong.DROP);
            DataReport report = DataCheck.of(file, null, encoder);

            assertThat(report.findings()).isEmpty();
            assertThat(report.seams())
                    .extracting(seams -> seams.borders().count(), seams -> seams.borders().seams())
                    .containsExactly(6L, 2L);
            assertThat(report.seams().first())
                    .isEqualTo(file + ":2: \"\\n\" | \"\\n\" instead of \"\\n\\n\"");
        }
    }

    @Test
    void halfASurrogatePairIsAFindingAndNotAReplacementCharacter() throws IOException {
        Path file =
                jsonl(
                        """
                        {"prompt": "P", "chosen": "A", "rejected": "\\ud83d\\ude00"}
                        {"prompt": "P", "chosen": "A", "rejected": "\\ud83d"}
                        """);

        assertThat(DataCheck.of(file, null, null).findings())
                .containsExactly(
                        new Finding(
                                "'rejected' has half a surrogate pair, which stands for no"
                                        + " character",
                                1,
                                file + ":2"));
    }

    @Test
    void theKindMayBeGivenAndPromptsHaveNoReplies() throws IOException {
        Path file = jsonl("{\"prompt\": \"P\", \"chosen\": \"A\", \"rejected\": \"A\"}");

        DataReport report = DataCheck.of(file, DataKind.PROMPTS, null);

        assertThat(report.findings()).isEmpty();
        assertThat(report.replyLength()).isNaN();
        assertThat(report.skew()).isNull();
        assertThat(report.seams()).isNull();
    }

    @Test
    void aFileWithoutOneReadableRowIsAnError() throws IOException {
        Path file = jsonl("[1]\n[2]");

        assertThatThrownBy(() -> DataCheck.of(file, null, null))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ":1: not a JSON object; expected one object a line, as {\"id\":"
                                + " ...}; no row of the file can be read");
    }

    private Path jsonl(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "rows", ".jsonl"), text);
    }
}
