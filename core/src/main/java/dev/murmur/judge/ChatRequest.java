package dev.murmur.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.commons.codec.digest.DigestUtils;

/// A question to a chat model: all that its answer depends on, and not where the model is.
///
/// @param model name of the model at the service
/// @param question the user's only turn
/// @param temperature 0 for the likeliest answer
/// @param maxTokens longest answer
@JsonNaming(SnakeCaseStrategy.class)
public record ChatRequest(String model, String question, double temperature, int maxTokens) {
    private static final JsonMapper JSON = new JsonMapper();

    /// SHA-256 of the request, lower-case hexadecimal.
    public String key() {
        try {
            return DigestUtils.sha256Hex(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
