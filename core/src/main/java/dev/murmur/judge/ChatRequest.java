package dev.murmur.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/// A question to a chat model: all that its answer depends on, and not where the model is.
///
/// What is empty is left out of the JSON that a question is found by again, so that more can be
/// asked one day without forgetting the answers there are.
///
/// @param model name of the model at the service
/// @param question the user's last turn
/// @param temperature 0 for the likeliest answer
/// @param maxTokens longest answer
/// @param before turns before the question: a system text, or an earlier question and its answer
/// @param labels tokens of which is asked how likely the answer begins with each
/// @param sample from 0: the same question may be asked several times
@JsonNaming(SnakeCaseStrategy.class)
public record ChatRequest(
        String model,
        String question,
        double temperature,
        int maxTokens,
        @JsonInclude(Include.NON_EMPTY) List<ChatMessage> before,
        @JsonInclude(Include.NON_EMPTY) List<String> labels,
        @JsonInclude(Include.NON_DEFAULT) int sample) {
    private static final JsonMapper JSON = new JsonMapper();

    public ChatRequest {
        before = before == null ? List.of() : List.copyOf(before);
        labels = labels == null ? List.of() : List.copyOf(labels);
    }

    /// A question of one turn.
    public ChatRequest(String model, String question, double temperature, int maxTokens) {
        this(model, question, temperature, maxTokens, List.of(), List.of(), 0);
    }

    /// All turns, the question's last.
    public List<ChatMessage> messages() {
        var messages = new ArrayList<>(before);
        messages.add(ChatMessage.user(question));
        return messages;
    }

    long characters() {
        return messages().stream().mapToLong(message -> message.content().length()).sum();
    }

    /// SHA-256 of the request, lower-case hexadecimal.
    public String key() {
        try {
            return DigestUtils.sha256Hex(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
