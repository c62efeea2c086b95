package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;

    @BeforeEach
    void writeModel() throws IOException {
        TinyModel.writeChat(folder);
    }

    @Test
    void saysWhatAFolderHolds() {
        assertThat(execute()).isEqualTo(ExitCodes.OK);

        // embedding 280*16, a layer 16*16*2 + 16*8*2 + 16*24*3 + 2*16, final norm 16
        assertThat(out.toString())
                .contains(
                        "family      llama",
                        "parameters  6,448",
                        "weights     float32",
                        "layers, hidden 16, heads 2 (1 for keys and values), vocabulary 280",
                        "context     128 tokens",
                        "template    chatml, from chat_template.jinja",
                        "eos         1 <|im_end|>",
                        "end of turn 1 <|im_end|>");
    }

    @Test
    void theSameAsJson() throws IOException {
        assertThat(execute("--json")).isEqualTo(ExitCodes.OK);

        JsonNode facts = new JsonMapper().readTree(out.toString());
        assertThat(facts.at("/family").textValue()).isEqualTo("llama");
        assertThat(facts.at("/parameters").longValue()).isEqualTo(6448);
        assertThat(facts.at("/weights/float32").longValue()).isEqualTo(6448);
        assertThat(facts.at("/special/end_of_turn/id").intValue()).isEqualTo(1);
        assertThat(facts.at("/template/jinja").textValue()).contains("<|im_start|>");
    }

    @Test
    void aTurnOfTheUsersAsksForAReply() {
        assertThat(execute("--chat", "a fruit")).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .startsWith("<|im_start|>user\na fruit<|im_end|>\n<|im_start|>assistant\n")
                .contains(" tokens");
    }

    @Test
    void theAssistantsPartIsMarked() {
        assertThat(execute("--chat", "a fruit", "--chat", "fig<|im_end|>")).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .startsWith(
                        """
                        <|im_start|>user
                        a fruit<|im_end|>
                        <|im_start|>assistant
                        [[fig<|im_end|>]][[<|im_end|>]]
                        """);
    }

    @Test
    void theIdsAreThoseOfTheTemplate() throws IOException {
        Path messages = folder.resolve("talk.json");
        Files.writeString(
                messages,
                """
                {"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}]}
                """);

        assertThat(execute("--messages", messages.toString(), "--json")).isEqualTo(ExitCodes.OK);

        JsonNode view = new JsonMapper().readTree(out.toString());
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            int[] expected =
                    new ChatMlTemplate()
                            .prompt(
                                    tokenizer,
                                    List.of(
                                            new ChatMessage("system", "Be kind."),
                                            ChatMessage.user("Hi")));
            assertThat(view.get("ids").valueStream().mapToInt(JsonNode::intValue).toArray())
                    .containsExactly(expected);
        }
        assertThat(view.get("text").textValue())
                .startsWith("<|im_start|>system\nBe kind.<|im_end|>");
    }

    @Test
    void specialTokensAndTheAssistantsPartAreColoured() {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            String text =
                    ChatView.of(
                                    tokenizer,
                                    new ChatMlTemplate(),
                                    List.of(ChatMessage.user("a"), ChatMessage.assistant("b")))
                            .toText(true);

            assertThat(text)
                    .startsWith(
                            "\u001b[36m<|im_start|>\u001b[0muser\na\u001b[36m<|im_end|>\u001b[0m")
                    .contains("\u001b[32mb\u001b[0m\u001b[36m\u001b[4m<|im_end|>\u001b[0m");
        }
    }

    @Test
    void aTemplateWithoutAnEndIsNoted() throws IOException {
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% for m in messages %}{{ m.content }}\n{% endfor %}");

        assertThat(execute()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("template    its own, from chat_template.jinja")
                .contains("closes the assistant's turn with no special token");
    }

    @Test
    void whatIsNotAConversationIsBadInput() throws IOException {
        Path messages = folder.resolve("talk.json");
        Files.writeString(messages, "[{\"role\": \"user\"}]");
        assertThat(execute("--messages", messages.toString())).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains(messages + ": message 1 is not {\"role\": text, \"content\": text}");

        Files.writeString(messages, "[]");
        assertThat(execute("--messages", messages.toString())).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains(messages + " has no messages");

        Files.writeString(messages, "[");
        assertThat(execute("--messages", messages.toString())).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains(messages + " cannot be read as JSON");

        assertThat(execute("--messages", messages.toString(), "--chat", "x"))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("--chat and --messages exclude each other");
    }

    private int execute(String... arguments) {
        var line = Main.commandLine(List.of(new InspectCommand()));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        var all = new java.util.ArrayList<>(List.of("inspect", folder.toString()));
        all.addAll(List.of(arguments));
        return Main.execute(line, all.toArray(String[]::new));
    }
}
