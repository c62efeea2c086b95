package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.List;

/// Rows to conversations.
final class ConversationParser {
    private ConversationParser() {}

    static Conversation parse(Row row) {
        List<ChatMessage> messages = row.messages("messages");
        if (messages.stream().noneMatch(ChatMessage::isAssistant)) {
            throw row.error("'messages' has no turn by 'assistant', so nothing to learn from");
        }
        return new Conversation(
                row.id(),
                messages,
                row.source(),
                row.has("weight") ? weight(row) : null,
                row.has("condition") ? row.text("condition") : null);
    }

    private static double weight(Row row) {
        double weight = row.number("weight", row.require("weight"));
        if (!(weight > 0)) {
            throw row.error(
                    "'weight' is " + weight + ", must be > 0; drop the line to leave it out");
        }
        return weight;
    }
}
