package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What rows of every kind have in common, for [DataCheck].
///
/// @param prompt the turns before the replies
/// @param replies what is learnt from; none for a prompt
/// @param ranks as many as replies where they compete, smaller is better; empty where they do not
/// @param desirable the label of the one reply, null where it has none
/// @param encode the row as tokens: ids for a prompt, else a group
record Sample(
        String source,
        List<ChatMessage> prompt,
        List<String> replies,
        double[] ranks,
        @Nullable Boolean desirable,
        Function<GroupEncoder, Encoded<?, ?>> encode) {
    static Sample of(DataKind kind, Row row) {
        return switch (kind) {
            case PROMPTS -> of(PromptParser.parse(row));
            case PAIRS -> of(PairParser.parse(row));
            case RANKINGS -> of(RankingParser.parse(row));
            case UNPAIRED -> of(LabelParser.labelled(row));
            case CONVERSATIONS -> of(ConversationParser.parse(row));
        };
    }

    private static Sample of(Prompt row) {
        return new Sample(
                row.source(),
                row.messages(),
                List.of(),
                new double[0],
                null,
                encoder -> encoder.prompts(List.of(row)));
    }

    private static Sample of(PreferencePair row) {
        return new Sample(
                row.prompt().source(),
                row.prompt().messages(),
                List.of(row.chosen().text(), row.rejected().text()),
                new double[] {1, 2},
                null,
                encoder -> encoder.pairs(List.of(row)));
    }

    private static Sample of(RankedReplies row) {
        return new Sample(
                row.prompt().source(),
                row.prompt().messages(),
                row.replies().stream().map(Reply::text).toList(),
                row.ranks(),
                null,
                encoder -> encoder.rankings(List.of(row)));
    }

    private static Sample of(LabelledReply row) {
        return new Sample(
                row.prompt().source(),
                row.prompt().messages(),
                List.of(row.reply().text()),
                new double[0],
                row.desirable(),
                encoder -> encoder.labelled(List.of(row)));
    }

    private static Sample of(Conversation row) {
        List<ChatMessage> messages = row.messages();
        return new Sample(
                row.source(),
                messages.stream().filter(message -> !message.isAssistant()).toList(),
                messages.stream()
                        .filter(ChatMessage::isAssistant)
                        .map(ChatMessage::content)
                        .toList(),
                new double[0],
                null,
                encoder -> encoder.conversations(List.of(row)));
    }
}
