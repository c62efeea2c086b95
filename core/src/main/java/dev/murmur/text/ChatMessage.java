package dev.murmur.text;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/// One turn of a conversation.
///
/// @param role `system`, `user` or `assistant`
/// @param content the text of the turn, without any template marker
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChatMessage(String role, String content) {
    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";

    public static ChatMessage user(String content) {
        return new ChatMessage(USER, content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage(ASSISTANT, content);
    }

    @JsonIgnore
    public boolean isAssistant() {
        return role.equals(ASSISTANT);
    }
}
