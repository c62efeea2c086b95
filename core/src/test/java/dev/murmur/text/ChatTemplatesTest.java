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
    @ValueSource(strings = {"chatml", "openchat"})
    void aWrittenTemplateIsDetected(String name) {
        ChatTemplate template = ChatTemplates.named(name);
        ChatTemplates.write(template, folder);

        assertThat(ChatTemplates.detect(folder)).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "openchat"})
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
    void anotherTemplateIsNeverGuessed() throws IOException {
        assertThatThrownBy(() -> ChatTemplates.detect(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(
                        folder
                                + " has no chat template; set model.template to one of: chatml,"
                                + " openchat");

        config(Map.of("chat_template", "{{ messages }}"));
        assertThatThrownBy(() -> ChatTemplates.detect(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(
                        "the chat template of "
                                + folder
                                + " is none of the built-in ones; set model.template to one of:"
                                + " chatml, openchat, if the model was trained with it");

        assertThatThrownBy(() -> ChatTemplates.named("ChatML"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model.template is 'ChatML', must be one of: chatml, openchat");
    }

    private void config(Map<String, Object> content) throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                new JsonMapper().writeValueAsString(content));
    }
}
