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
        return new Conversation(row.id(), messages, row.source());
    }
}
