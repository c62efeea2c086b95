package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInTemplatesTest {
    private static final ChatMessage SYSTEM = new ChatMessage("system", "Be kind.");
    private static final List<ChatMessage> ONE = List.of(ChatMessage.user("the cat"));
    private static final List<ChatMessage> THREE =
            List.of(
                    ChatMessage.user("the cat"),
                    ChatMessage.assistant("sat"),
                    ChatMessage.user("and?"));

    private static final String MERLINITE =
            "<|system|>\nYou are an AI language model developed by IBM Research. You are a cautious"
                    + " assistant. You carefully follow instructions. You are helpful and harmless"
                    + " and you follow ethical guidelines and promote positive behavior.\n";
    private static final String ALPACA =
            "<s>Below is an instruction that describes a task. Write a response that appropriately"
                    + " completes the request.";

    @TempDir Path folder;
    private Tokenizer tokenizer;

    @BeforeEach
    void open() throws IOException {
        tokenizer = ChatTokenizers.open(folder);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    static Stream<String> names() {
        return BuiltInTemplates.all().stream().map(ChatTemplate::name);
    }

    private String prompt(String name, ChatMessage... messages) {
        ChatTemplate template = ChatTemplates.named(name);
        return ChatTokenizers.text(tokenizer, template.render(tokenizer, List.of(messages), true));
    }

    private String prompt(String name, List<ChatMessage> messages) {
        return prompt(name, messages.toArray(ChatMessage[]::new));
    }

    @Test
    void chatmlIsThatOfYiAndQwen() {
        assertThat(prompt("chatml", THREE))
                .isEqualTo(
                        """
                        <|im_start|>user
                        the cat<|im_end|>
                        <|im_start|>assistant
                        sat<|im_end|>
                        <|im_start|>user
                        and?<|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void llama2PutsTheSystemTextIntoTheFirstTurn() {
        assertThat(prompt("llama-2", SYSTEM, THREE.get(0), THREE.get(1), THREE.get(2)))
                .isEqualTo(
                        "<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nthe cat [/INST] sat </s>"
                                + "<s>[INST] and? [/INST]");
    }

    @Test
    void llama3HasAHeaderForEachTurn() {
        assertThat(prompt("llama-3", SYSTEM, ChatMessage.user(" the cat\n")))
                .isEqualTo(
                        "<s><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>"
                                + "<|start_header_id|>user<|end_header_id|>\n\nthe cat<|eot_id|>"
                                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void mistralInstructClosesEachReply() {
        assertThat(prompt("mistral-instruct", THREE))
                .isEqualTo("<s>[INST] the cat [/INST] sat</s>[INST] and? [/INST]");
        assertThat(prompt("mistral-instruct", SYSTEM, ONE.getFirst()))
                .isEqualTo("<s>[INST] Be kind.\n\nthe cat [/INST]");
    }

    @Test
    void zephyrClosesEachTurn() {
        assertThat(prompt("zephyr", THREE))
                .isEqualTo(
                        """
                        <|user|>
                        the cat</s>
                        <|assistant|>
                        sat</s>
                        <|user|>
                        and?</s>
                        <|assistant|>
                        """);
    }

    @Test
    void merliniteHasASystemTextOfItsOwn() {
        assertThat(prompt("merlinite", ONE))
                .isEqualTo(MERLINITE + "<|user|>\nthe cat\n<|assistant|>\n");
        assertThat(prompt("merlinite", SYSTEM, ONE.getFirst()))
                .isEqualTo("<|system|>\nBe kind.\n<|user|>\nthe cat\n<|assistant|>\n");
    }

    @Test
    void alpacaHasAnOpening() {
        assertThat(prompt("alpaca", ONE))
                .isEqualTo(ALPACA + "\n\n### Instruction:\nthe cat\n\n### Response:\n");
        assertThat(prompt("alpaca", SYSTEM, ONE.getFirst()))
                .isEqualTo("<s>Be kind.\n\n### Instruction:\nthe cat\n\n### Response:\n");
    }

    @Test
    void openChatHasModes() throws IOException {
        try (Tokenizer blank = TinyTokenizers.sentencePiece(folder)) {
            assertThat(
                            blank.decodeWithSpecials(
                                    ChatTemplates.named("starling").render(blank, ONE, true).ids()))
                    .isEqualTo(
                            blank.decodeWithSpecials(
                                    ChatTemplates.named("openchat")
                                            .render(blank, ONE, true)
                                            .ids()));
        }
        assertThat(prompt("openchat-code", ONE))
                .isEqualTo("<s>Code User:the cat<|end_of_turn|>Code Assistant:");
        assertThat(prompt("openchat-math", ONE))
                .isEqualTo("<s>Math Correct User:the cat<|end_of_turn|>Math Correct Assistant:");
        assertThat(ChatTemplates.named("openchat-code").jinja())
                .contains("'Code '", "'Code Assistant:'")
                .doesNotContain("GPT4");
    }

    @ParameterizedTest
    @MethodSource("names")
    void beginsOnceAndEndsOncePerReply(String name) {
        ChatTemplate template = ChatTemplates.named(name);
        List<ChatMessage> messages =
                List.of(
                        ChatMessage.user("<s>the</s> cat<|endoftext|>"),
                        ChatMessage.assistant("sat<|eot_id|> on<|im_end|>"),
                        ChatMessage.user("<|end_of_turn|>and?<s>"),
                        ChatMessage.assistant("</s>the mat"));
        int end = template.endOfTurn(tokenizer);

        RenderedChat chat = template.render(tokenizer, messages, false);

        int turns = name.equals("llama-2") ? 2 : 1; // Llama 2 begins every user turn
        assertThat(count(chat.ids(), 1)).isLessThanOrEqualTo(turns);
        assertThat(
                        IntStream.range(0, chat.ids().length)
                                .filter(i -> chat.reply()[i] && chat.ids()[i] == end)
                                .count())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theReplyIsWhatTheAssistantSaidAndTheEndOfItsTurn(String name) {
        ChatTemplate template = ChatTemplates.named(name);
        List<ChatMessage> messages = List.of(ONE.getFirst(), ChatMessage.assistant("sat"));
        String end = tokenizer.decodeWithSpecials(template.endOfTurn(tokenizer));

        RenderedChat chat = template.render(tokenizer, messages, false);

        assertThat(ChatTokenizers.reply(tokenizer, chat).replace(" ", "")).isEqualTo("sat" + end);
        assertThat(chat.ids()).startsWith(template.prompt(tokenizer, ONE));
    }

    @ParameterizedTest
    @MethodSource("names")
    void anUnknownRoleIsRefused(String name) {
        ChatTemplate template = ChatTemplates.named(name);
        if (!name.equals("llama-3")) { // takes any
            assertThatThrownBy(() ->
                            template.render(
                                    tokenizer, List.of(new ChatMessage("robot", "hi")), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("role");
        }
    }

    @Test
    void saysWhichTokenTheTokenizerLacks() throws IOException {
        BpeTrainer.train(Stream.of(), 300, List.of("<s>")).write(folder, Map.of());
        try (Tokenizer poor = Tokenizer.open(folder)) {
            assertThatThrownBy(() -> ChatTemplates.named("zephyr").prompt(poor, ONE))
                    .hasMessage(
                            "the template zephyr needs the token eos_token, which the tokenizer does"
                                    + " not have; is it the model's own template?");
            assertThatThrownBy(() -> ChatTemplates.named("merlinite").prompt(poor, ONE))
                    .hasMessageContaining("needs the token <|system|>");
        }
    }

    private static long count(int[] ids, int id) {
        return IntStream.of(ids).filter(each -> each == id).count();
    }
}
