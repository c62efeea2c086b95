package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole conversation to imitate; its assistant turns are what supervised fine-tuning learns.
///
/// @param weight of its tokens in the loss, `> 0`; null if the row says none
/// @param condition what stands before its roles, for templates that have such a text; null if the
///   row says none
public record Conversation(
        String id,
        List<ChatMessage> messages,
        String source,
        @Nullable Double weight,
        @Nullable String condition) {
    public Conversation {
        messages = List.copyOf(messages);
    }

    /// One without weight and condition.
    public Conversation(String id, List<ChatMessage> messages, String source) {
        this(id, messages, source, null, null);
    }
}
