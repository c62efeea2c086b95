package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.List;

/// A whole conversation to imitate; its assistant turns are what supervised fine-tuning learns.
public record Conversation(String id, List<ChatMessage> messages, String source) {
    public Conversation {
        messages = List.copyOf(messages);
    }
}
