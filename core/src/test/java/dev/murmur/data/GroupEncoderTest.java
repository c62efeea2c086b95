package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.ChatTokenizers;
import dev.murmur.text.OpenChatTemplate;
import dev.murmur.text.RenderedChat;
import dev.murmur.text.Seam;
import dev.murmur.text.TinyTokenizers;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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

class GroupEncoderTest {
    private static final ChatMessage USER = ChatMessage.user("the cat sat");
    private static final Prompt PROMPT = new Prompt("p", List.of(USER), "", Map.of());

    @TempDir Path folder;
    private Tokenizer tokenizer;

    static Stream<ChatTemplate> templates() {
        return ChatTemplates.BY_NAME.values().stream();
    }

    @BeforeEach
    void open() throws IOException {
        tokenizer = TinyTokenizers.byteLevel(folder);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void promptAndReplyAreTheRenderedConversation(ChatTemplate template) throws IOException {
        tokenizer.close();
        tokenizer = ChatTokenizers.open(folder);
        var encoder = new GroupEncoder(tokenizer, template, 1000, Overlong.ERROR);
        for (String text : List.of("on the mat", "", "<s> \n")) {
            TokenGroup group = only(encoder.candidates(List.of(candidates(Reply.written(text)))));
            int[] reply = group.replies().getFirst().ids();

            assertThat(concat(group.prompt(), reply))
                    .isEqualTo(rendered(template, USER, ChatMessage.assistant(text)));
            assertThat(reply).endsWith(template.endOfTurn(tokenizer));
            assertThat(group.replies().getFirst().countedTokens()).isEqualTo(reply.length);
        }
    }

    @Test
    void aSampledReplyKeepsItsIdsAndOneCutShortGetsNoEndOfTurn() {
        var encoder = chatml(100, Overlong.ERROR);
        var sampled = new Reply("the", new int[] {50, 51}, FinishReason.STOP);
        var cut = new Reply("the", new int[0], FinishReason.LENGTH);
        TokenGroup group = only(encoder.candidates(List.of(candidates(sampled, cut))));

        assertThat(group.replies().get(0).ids()).containsExactly(50, 51);
        assertThat(group.replies().get(1).ids()).isEqualTo(tokenizer.encode("the"));
    }

    @Test
    void pairsPutTheChosenReplyFirstAndRankingsKeepTheirOrder() {
        var encoder = chatml(100, Overlong.ERROR);
        var a = Reply.written("the mat");
        var b = Reply.written("the hat");
        TokenGroup pair = only(encoder.pairs(List.of(new PreferencePair(PROMPT, a, b))));
        var ranked = new RankedReplies(PROMPT, List.of(b, a), new double[] {2, 1});
        TokenGroup ranking = only(encoder.rankings(List.of(ranked)));

        assertThat(text(pair.replies().get(0))).isEqualTo("the mat<|im_end|>");
        assertThat(text(pair.replies().get(1))).isEqualTo("the hat<|im_end|>");
        assertThat(text(ranking.replies().get(0))).isEqualTo("the hat<|im_end|>");
        assertThat(pair.id()).isEqualTo("p");
    }

    @Test
    void aPairWithTheSameTokensIsLeftOutAndCounted() {
        var sampled = new Reply("x", new int[] {50}, FinishReason.STOP);
        var other = new Reply("y", new int[] {50}, FinishReason.STOP);
        var encoded =
                chatml(100, Overlong.ERROR)
                        .pairs(List.of(new PreferencePair(PROMPT, sampled, other)));

        assertThat(encoded.items()).isEmpty();
        assertThat(encoded.rejectsByReason())
                .isEqualTo(Map.of("chosen and rejected: same tokens", 1));
    }

    @Test
    void aReplyWithoutAnyTokenIsLeftOutAndCounted() {
        var nothing = new Reply("", new int[0], FinishReason.LENGTH);
        var encoded = chatml(100, Overlong.ERROR).candidates(List.of(candidates(nothing)));

        assertThat(encoded.rejects())
                .containsExactly(new Encoded.Reject("p", "a reply has no tokens"));
    }

    @Test
    void laterTurnsOfTheUserLieInsideTheReplyAndDoNotCount() {
        var conversation =
                new Conversation(
                        "c",
                        List.of(
                                USER,
                                ChatMessage.assistant("on"),
                                ChatMessage.user("where"),
                                ChatMessage.assistant("the mat")),
                        "");
        TokenGroup group = only(chatml(100, Overlong.ERROR).conversations(List.of(conversation)));
        TokenReply reply = group.replies().getFirst();
        int[] counted =
                IntStream.range(0, reply.ids().length)
                        .filter(i -> reply.counts()[i])
                        .map(i -> reply.ids()[i])
                        .toArray();

        assertThat(tokenizer.decodeWithSpecials(group.prompt()))
                .isEqualTo("<|im_start|>user\nthe cat sat<|im_end|>\n<|im_start|>assistant\n");
        assertThat(text(reply))
                .isEqualTo(
                        "on<|im_end|>\n<|im_start|>user\nwhere<|im_end|>\n"
                                + "<|im_start|>assistant\nthe mat<|im_end|>");
        assertThat(tokenizer.decodeWithSpecials(counted))
                .isEqualTo("on<|im_end|>the mat<|im_end|>");
    }

    @Test
    void anOverlongRowIsAnErrorUnlessTheRecipeSaysOtherwise() {
        var rows =
                List.of(candidates(Reply.written("on")), candidates(Reply.written("on the mat")));
        int tokens = only(chatml(100, Overlong.ERROR).candidates(rows.subList(1, 2))).tokens();

        assertThat(chatml(tokens, Overlong.ERROR).candidates(rows).items()).hasSize(2);
        assertThatThrownBy(() -> chatml(tokens - 1, Overlong.ERROR).candidates(rows))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "1 of 2 rows are longer than max_tokens (%d), the first is 'p' with %d tokens; raise max_tokens, or set overlong to drop or left"
                                .formatted(tokens - 1, tokens));

        var dropped = chatml(tokens - 1, Overlong.DROP).candidates(rows);
        assertThat(dropped.items()).hasSize(1);
        assertThat(dropped.rejectsByReason()).isEqualTo(Map.of("longer than max_tokens", 1));
    }

    @Test
    void leftCutsTheOldestTokensOfThePromptButNotItsBeginning() {
        var template = new OpenChatTemplate();
        var rows = List.of(candidates(Reply.written("on"), Reply.written("on the mat")));
        TokenGroup whole =
                only(new GroupEncoder(tokenizer, template, 100, Overlong.LEFT).candidates(rows));
        int limit = whole.prompt().length - 3 + whole.replies().get(1).ids().length;
        TokenGroup cut =
                only(new GroupEncoder(tokenizer, template, limit, Overlong.LEFT).candidates(rows));
        int[] prompt = whole.prompt();

        assertThat(cut.replies()).usingRecursiveComparison().isEqualTo(whole.replies());
        assertThat(cut.prompt())
                .isEqualTo(
                        concat(
                                new int[] {tokenizer.bos().orElseThrow()},
                                Arrays.copyOfRange(prompt, 4, prompt.length)));
    }

    @Test
    void leftNeverCutsAReply() {
        int reply = tokenizer.encode("on the mat").length + 1;
        var rows = List.of(candidates(Reply.written("on the mat")));

        assertThat(only(chatml(reply + 1, Overlong.LEFT).candidates(rows)).prompt()).hasSize(1);
        assertThat(chatml(reply, Overlong.LEFT).candidates(rows).rejectsByReason())
                .isEqualTo(Map.of("the reply leaves no room for the prompt", 1));
    }

    @Test
    void promptsLeaveRoomForAReply() {
        int[] ids = withRoom(100, 10, Overlong.ERROR).prompts(List.of(PROMPT)).tokens().getFirst();
        int limit = ids.length + 10;

        assertThat(ids)
                .isEqualTo(new ChatMlTemplate().render(tokenizer, List.of(USER), true).ids());
        assertThat(withRoom(limit, 10, Overlong.DROP).prompts(List.of(PROMPT)).items()).hasSize(1);
        assertThat(withRoom(limit, 11, Overlong.DROP).prompts(List.of(PROMPT)).items()).isEmpty();
        assertThat(withRoom(limit, 12, Overlong.LEFT).prompts(List.of(PROMPT)).tokens().getFirst())
                .isEqualTo(Arrays.copyOfRange(ids, 2, ids.length));
    }

    @Test
    void roomKeepsAPromptTheSameHoweverShortItsReplies() {
        var encoder = withRoom(15, 10, Overlong.LEFT);
        int[] cut = encoder.prompts(List.of(PROMPT)).tokens().getFirst();

        assertThat(cut).hasSize(5);
        for (String reply : List.of("on", "on the mat")) {
            TokenGroup group = only(encoder.candidates(List.of(candidates(Reply.written(reply)))));
            assertThat(group.prompt()).isEqualTo(cut);
        }
    }

    @Test
    void refusesRoomThatLeavesNoPrompt() {
        assertThatThrownBy(() -> withRoom(10, 10, Overlong.DROP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("room is 10, must be in [0, 10) to leave a prompt");
    }

    @Test
    void refusesALimitThatFitsNothing() {
        assertThatThrownBy(() -> chatml(1, Overlong.DROP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_tokens is 1, must be at least 2 (a prompt and a reply)");
    }

    @Test
    void countsBordersThatOneTextWouldNotHave(@TempDir Path other) throws IOException {
        try (Tokenizer breaks = TinyTokenizers.withDoubleBreaks(other)) {
            var encoder = new GroupEncoder(breaks, new ChatMlTemplate(), 100, Overlong.ERROR);
            Reply sampled = new Reply("x", breaks.encode("\n\nx"), FinishReason.LENGTH);
            Encoded<Candidates, TokenGroup> encoded =
                    encoder.candidates(
                            List.of(
                                    candidates(
                                            Reply.written("x"), Reply.written("\n\nx"), sampled)));

            assertThat(encoded.borders().count()).isEqualTo(2);
            assertThat(encoded.borders().seams()).isEqualTo(1);
            assertThat(encoded.borders().example())
                    .isEqualTo(new Seam(List.of("\n"), List.of("\n"), List.of("\n\n")));

            Encoded<Conversation, TokenGroup> turns =
                    encoder.conversations(
                            List.of(
                                    new Conversation(
                                            "c",
                                            List.of(
                                                    USER,
                                                    ChatMessage.assistant("\n\nx"),
                                                    USER,
                                                    ChatMessage.assistant("\n\ny")),
                                            "")));
            assertThat(turns.borders().seams()).isEqualTo(2);
        }
    }

    @Test
    void aTemplateThatRendersThePromptOtherwiseBeforeAReplyIsRefused() {
        var encoder = new GroupEncoder(tokenizer, new Fickle(), 100, Overlong.ERROR);
        List<Candidates> rows = List.of(candidates(Reply.written("x")));

        assertThatThrownBy(() -> encoder.candidates(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "p: the template fickle renders the prompt otherwise once a reply follows");
    }

    /// Begins with the number of messages.
    private record Fickle() implements ChatTemplate {
        @Override
        public String name() {
            return "fickle";
        }

        @Override
        public String jinja() {
            return "";
        }

        @Override
        public RenderedChat render(
                Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
            return new RenderedChat(new int[] {messages.size(), 7}, new boolean[2]);
        }

        @Override
        public int endOfTurn(Tokenizer tokenizer) {
            return 7;
        }
    }

    private GroupEncoder chatml(int maxTokens, Overlong overlong) {
        return new GroupEncoder(tokenizer, new ChatMlTemplate(), maxTokens, overlong);
    }

    private GroupEncoder withRoom(int maxTokens, int room, Overlong overlong) {
        return new GroupEncoder(
                tokenizer, new ChatMlTemplate(), new TokenLimits(maxTokens, room, overlong));
    }

    private static Candidates candidates(Reply... replies) {
        return new Candidates(PROMPT, List.of(replies));
    }

    private static <R> TokenGroup only(Encoded<R, TokenGroup> encoded) {
        assertThat(encoded.items()).hasSize(1);
        return encoded.tokens().getFirst();
    }

    private String text(TokenReply reply) {
        return tokenizer.decodeWithSpecials(reply.ids());
    }

    /// A rendered conversation up to the assistant's last token.
    private int[] rendered(ChatTemplate template, ChatMessage... messages) {
        var chat = template.render(tokenizer, List.of(messages), false);
        int end = chat.ids().length;
        while (!chat.reply()[end - 1]) {
            end--;
        }
        return Arrays.copyOf(chat.ids(), end);
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }
}
