package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenChatTemplateTest {
    private final ChatTemplate template = new OpenChatTemplate();
    @TempDir Path folder;

    @Test
    void contentCarriesTheTokenizersOwnPrefixBlank() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.sentencePiece(folder)) {
            RenderedChat chat =
                    template.render(
                            tokenizer,
                            List.of(ChatMessage.user("Hello"), ChatMessage.assistant("Hi")),
                            false);

            assertThat(chat.ids())
                    .containsExactly(
                            tokenizer.encodeWithSpecials(
                                    "<s>GPT4 Correct User: Hello<|end_of_turn|>"
                                            + "GPT4 Correct Assistant: Hi<|end_of_turn|>"));
            // ▁ H i <|end_of_turn|>
            assertThat(IntStream.range(0, chat.ids().length).filter(i -> chat.reply()[i]).toArray())
                    .containsExactly(
                            IntStream.range(chat.ids().length - 4, chat.ids().length).toArray());
        }
    }

    @Test
    void beginsOnceWhateverTheContentSays() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.sentencePiece(folder)) {
            int[] ids =
                    template.render(tokenizer, List.of(ChatMessage.user("<s>Hi<s>")), true).ids();

            assertThat(ids).startsWith(1);
            assertThat(IntStream.of(ids).filter(id -> id == 1).count()).isEqualTo(1);
        }
    }

    @Test
    void aSystemMessageStandsBare() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            int[] ids =
                    template.render(
                                    tokenizer,
                                    List.of(
                                            new ChatMessage("system", "Be brief."),
                                            ChatMessage.user("the cat")),
                                    true)
                            .ids();

            assertThat(tokenizer.decodeWithSpecials(ids))
                    .isEqualTo(
                            "<s>Be brief.<|end_of_turn|>GPT4 Correct User:the cat<|end_of_turn|>"
                                    + "GPT4 Correct Assistant:");
        }
    }

    @Test
    void thePromptIsAPrefixOfPromptAndReply() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.sentencePiece(folder)) {
            List<ChatMessage> prompt = List.of(ChatMessage.user("Hi"));
            List<ChatMessage> whole = List.of(prompt.getFirst(), ChatMessage.assistant(""));

            assertThat(template.render(tokenizer, whole, false).ids())
                    .startsWith(template.render(tokenizer, prompt, true).ids())
                    .endsWith(template.endOfTurn(tokenizer));
        }
    }

    @Test
    void saysWhichMarkerTheTokenizerLacks() throws IOException {
        BpeTrainer.train(java.util.stream.Stream.of(), 300, List.of("<s>"))
                .write(folder, java.util.Map.of());
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThatThrownBy(() -> template.render(tokenizer, List.of(), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the template openchat needs the token <|end_of_turn|>, which the"
                                    + " tokenizer does not have; is it the model's own template?");
        }
    }
}
