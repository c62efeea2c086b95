package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// Ids that OpenChat and Starling published, where they are at hand: the environment variable
/// `MURMUR_OPENCHAT` names a folder with OpenChat 3.5's `tokenizer.json`, `tokenizer.model` and
/// `expected.json`, a list of `{"text", "ids", "ids_without_special", "decoded"}`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(named = "MURMUR_OPENCHAT", matches = ".+")
class OpenChatVectorsTest {
    private final Path folder = Path.of(System.getenv("MURMUR_OPENCHAT"));
    private Tokenizer tokenizer;

    @BeforeAll
    void open() {
        tokenizer = Tokenizer.open(folder);
    }

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void idsAndTextsAreThePublishedOnes() throws IOException {
        compare(tokenizer);
    }

    @Test
    void sentencePiecesFileAloneGivesTheSame(@TempDir Path alone) throws IOException {
        Files.write(
                alone.resolve("tokenizer.model"),
                Files.readAllBytes(folder.resolve("tokenizer.model")));
        Files.writeString(
                alone.resolve("added_tokens.json"),
                "{\"<|end_of_turn|>\": 32000, \"<|pad_0|>\": 32001}");
        Files.writeString(
                alone.resolve("special_tokens_map.json"),
                "{\"additional_special_tokens\": [\"<|end_of_turn|>\", \"<|pad_0|>\"]}");

        try (Tokenizer other = Tokenizer.open(alone)) {
            compare(other);
            assertThat(other.bos()).hasValue(1);
            assertThat(other.eos()).hasValue(2);
        }
    }

    private void compare(Tokenizer tokenizer) throws IOException {
        JsonNode cases = new JsonMapper().readTree(folder.resolve("expected.json").toFile());

        assertThat(cases).hasSizeGreaterThan(40);
        for (JsonNode entry : cases) {
            String text = entry.get("text").textValue();
            int[] ids = ids(entry.get("ids_without_special"));
            assertThat(tokenizer.encodeWithSpecials(text)).as(text).containsExactly(ids);
            assertThat(tokenizer.decode(ids(entry.get("ids"))))
                    .as(text)
                    .isEqualTo(entry.get("decoded").textValue());
        }
    }

    @Test
    void theTemplateGivesThePublishedIds() throws IOException {
        JsonNode cases = new JsonMapper().readTree(folder.resolve("expected.json").toFile());
        var template = new OpenChatTemplate();
        List<ChatMessage> hello = List.of(ChatMessage.user("Hello"));
        List<ChatMessage> twoTurns =
                List.of(
                        ChatMessage.user("Hello"),
                        ChatMessage.assistant("Hi"),
                        ChatMessage.user("How are you today?"));

        assertThat(template.render(tokenizer, hello, true).ids())
                .containsExactly(ids(cases.get(0).get("ids")));
        RenderedChat chat = template.render(tokenizer, twoTurns, true);
        assertThat(chat.ids()).containsExactly(ids(cases.get(1).get("ids")));
        assertThat(IntStream.range(0, chat.ids().length).filter(i -> chat.reply()[i]).toArray())
                .containsExactly(17, 18); // Hi, end of turn
        assertThat(
                        new OpenChatTemplate("openchat-code", "Code")
                                .prompt(
                                        tokenizer,
                                        List.of(ChatMessage.user("Implement quicksort using C++"))))
                .containsExactly(ids(cases.get(2).get("ids")));
    }

    private static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
    }
}
