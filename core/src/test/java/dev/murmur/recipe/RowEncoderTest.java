package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Conversation;
import dev.murmur.data.DataException;
import dev.murmur.data.Encoded;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.data.TokenGroup;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.TinyTokenizers;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowEncoderTest {
    private static final Path FILE = Path.of("rows.jsonl");
    private static final int ROWS = 1300;

    @TempDir static Path folder;
    private static Tokenizer tokenizer;

    private final List<Encoded.Item<Conversation, TokenGroup>> kept = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        tokenizer = TinyTokenizers.byteLevel(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void manyRowsBecomeWhatTheyBecomeTogether() {
        List<Conversation> rows = rows();
        encode(rows, Overlong.DROP);

        assertThat(kept)
                .usingRecursiveComparison()
                .isEqualTo(encoder(Overlong.DROP).conversations(rows).items());
        assertThat(kept).hasSize(ROWS - 13);
    }

    @Test
    void rowsThatAreTooLongAreCountedOverTheWholeFile() {
        assertThatThrownBy(() -> encode(rows(), Overlong.ERROR))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "rows.jsonl: 13 of 1300 rows are longer than max_tokens (60), the first is"
                                + " 'r99' with ");
    }

    @Test
    void whenNothingIsLeftTheReasonsAreCounted() {
        List<Conversation> rows = rows().stream().filter(row -> row.id().endsWith("99")).toList();

        assertThatThrownBy(() -> encode(rows, Overlong.DROP))
                .isInstanceOf(DataException.class)
                .hasMessage("rows.jsonl: every row was left out: {longer than max_tokens=13}");
    }

    private void encode(List<Conversation> rows, Overlong overlong) {
        var encoder =
                new RowEncoder<Conversation, TokenGroup>(
                        FILE, encoder(overlong)::conversations, kept::add);
        rows.forEach(encoder::add);
        encoder.finish();
    }

    private static GroupEncoder encoder(Overlong overlong) {
        return new GroupEncoder(tokenizer, new ChatMlTemplate(), 60, overlong);
    }

    /// Every hundredth is too long.
    private static List<Conversation> rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(i ->
                        new Conversation(
                                "r" + i,
                                List.of(
                                        ChatMessage.user("a" + i % 7),
                                        ChatMessage.assistant("b".repeat(i % 100 == 99 ? 80 : 3))),
                                ""))
                .toList();
    }
}
