package dev.murmur.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;

/// What a reply is asked for.
///
/// @param id unique in its file; keys randomness, so a prompt keeps its samples wherever it stands
/// @param messages the conversation so far, at least one turn, the last not the assistant's
/// @param source where the prompt came from, `""` when unknown
/// @param fields every other field of the row, untouched, for rules that need a reference answer
public record Prompt(
        String id, List<ChatMessage> messages, String source, Map<String, JsonNode> fields) {
    public Prompt {
        messages = List.copyOf(messages);
        fields = Map.copyOf(fields);
    }
}
