package dev.murmur.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A conversation in a JSON file: a list of messages, or an object with one under `messages`.
final class MessageFile {
    private MessageFile() {}

    /// @throws DataException if the file is something else, or has no messages
    static List<ChatMessage> read(Path file) {
        JsonNode root;
        try {
            root = new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DataException(file + " cannot be read as JSON: " + e.getMessage());
        }
        JsonNode list = root.isObject() ? root.path("messages") : root;
        var messages = new ArrayList<ChatMessage>();
        for (JsonNode entry : list) {
            if (!entry.path("role").isTextual() || !entry.path("content").isTextual()) {
                throw new DataException(
                        file
                                + ": message "
                                + (messages.size() + 1)
                                + " is not {\"role\": text, \"content\": text}");
            }
            messages.add(
                    new ChatMessage(
                            entry.path("role").textValue(), entry.path("content").textValue()));
        }
        if (messages.isEmpty()) {
            throw new DataException(
                    file + " has no messages; a conversation is [{\"role\", \"content\"}, ..]");
        }
        return messages;
    }
}
