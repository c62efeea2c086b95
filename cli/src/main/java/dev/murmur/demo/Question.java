package dev.murmur.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.Prompt;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;

/// A topic asked in certain words.
record Question(String id, Topic topic, String text) {
    Prompt prompt() {
        Map<String, JsonNode> fields = Map.of("checklist", topic.checklist().toJson());
        return new Prompt(id, List.of(ChatMessage.user(text)), topic.source(), fields);
    }
}
