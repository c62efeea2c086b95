package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplatesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "openchat", "openchat-math", "llama-2", "zephyr"})
    void aWrittenTemplateIsDetected(String name) {
        ChatTemplate template = ChatTemplates.named(name);
        ChatTemplates.write(template, folder);

        assertThat(ChatTemplates.detect(folder)).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "openchat", "llama-3"})
    void theTokenizerConfigIsReadWhenThereIsNoTemplateFile(String name) throws IOException {
        String jinja = ChatTemplates.named(name).jinja();
        config(Map.of("chat_template", jinja));
        assertThat(ChatTemplates.detect(folder).name()).isEqualTo(name);

        config(
                Map.of(
                        "chat_template",
                        List.of(
                                Map.of("name", "tool_use", "template", "x"),
                                Map.of("name", "default", "template", jinja))));
        assertThat(ChatTemplates.detect(folder).name()).isEqualTo(name);
    }

    @Test
    void publishedSpellingsAreKnown() throws IOException {
        config(
                Map.of(
                        "chat_template",
                        "{{ bos_token }}{% for message in messages %}{{ 'GPT4 Correct ' + message['role'].title() + ': ' + message['content'] + '<|end_of_turn|>'}}{% endfor %}{% if add_generation_prompt %}{{ 'GPT4 Correct Assistant:' }}{% endif %}"));
        assertThat(ChatTemplates.detect(folder)).isEqualTo(new OpenChatTemplate());
    }

    @Test
    void anotherTemplateIsReadAsItStands() throws IOException {
        config(Map.of("chat_template", "{{ messages[0].content }}<|end|>"));

        ChatTemplates.Origin origin = ChatTemplates.find(folder).orElseThrow();

        assertThat(origin.file()).isEqualTo(folder.resolve("tokenizer_config.json"));
        assertThat(origin.template().name()).isEqualTo(origin.file().toString());
        assertThat(origin.template().jinja()).isEqualTo("{{ messages[0].content }}<|end|>");
    }

    @Test
    void aFileNamedByARecipeIsRead() throws IOException {
        Path file = folder.resolve("mine.jinja");
        Files.writeString(file, "{{ messages }}");

        assertThat(ChatTemplates.named(file.toString()).jinja()).isEqualTo("{{ messages }}");
        assertThatThrownBy(() -> ChatTemplates.named("no/such.jinja"))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("no/such.jinja is not a file; model.template names a template");
    }

    @Test
    void aMissingTemplateIsNeverGuessed() throws IOException {
        assertThat(ChatTemplates.find(folder)).isEmpty();
        assertThatThrownBy(() -> ChatTemplates.detect(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(
                        folder
                                + " has no chat template; set model.template to a .jinja file or one"
                                + " of: alpaca, chatml, llama-2, llama-3, merlinite,"
                                + " mistral-instruct, openchat, openchat-code, openchat-math,"
                                + " starling, zephyr");
        assertThatThrownBy(() -> ChatTemplates.named("ChatML"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "model.template is 'ChatML', must be a .jinja file or one of: alpaca, chatml");
    }

    @Test
    void aBrokenTemplateIsReportedWithItsFileAndLine() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "a\n{% for %}");
        assertThatThrownBy(() -> ChatTemplates.detect(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(
                        folder.resolve("chat_template.jinja") + ":2: expected a name, found '%}'");
    }

    @Test
    void aListWithoutADefaultIsRefused() throws IOException {
        config(
                Map.of(
                        "chat_template",
                        List.of(Map.of("name", "rag", "template", "x"), Map.of("name", "tools"))));
        assertThatThrownBy(() -> ChatTemplates.detect(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(
                        folder.resolve("tokenizer_config.json")
                                + ": chat_template is neither a text nor a list with one named"
                                + " 'default', only [rag, tools]");
    }

    private void config(Map<String, Object> content) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                new JsonMapper().writeValueAsString(content));
    }
}
