package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rows to prompts: `prompt` as text or messages, or else `messages`.
final class PromptParser {
    private static final Set<String> KEYS = Set.of("id", "messages", "prompt", "source");

    private PromptParser() {}

    static Prompt parse(Row row) {
        return prompt(row, messages(row), Set.of());
    }

    /// A prompt with messages found elsewhere.
    ///
    /// @param taken keys of the row that are not fields of the prompt
    static Prompt prompt(Row row, List<ChatMessage> messages, Set<String> taken) {
        if (messages.isEmpty() || messages.getLast().isAssistant()) {
            throw row.error(
                    "the prompt ends with the assistant's turn, must end with the user's"
                            + " (a reply belongs into 'chosen', 'answers' or a conversation)");
        }
        var known = new HashSet<>(KEYS);
        known.addAll(taken);
        return new Prompt(row.id(), messages, row.source(), row.fieldsExcept(known));
    }

    static List<ChatMessage> messages(Row row) {
        if (row.has("prompt")) {
            return row.require("prompt").isArray()
                    ? row.messages("prompt")
                    : MarkedText.messages(row.text("prompt"));
        }
        if (row.has("messages")) {
            return row.messages("messages");
        }
        throw row.error("no 'prompt' or 'messages'; keys are " + row.keys());
    }
}
