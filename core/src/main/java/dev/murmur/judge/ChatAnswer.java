package dev.murmur.judge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/// What a chat model answered.
///
/// @param text may be empty
/// @param questionTokens as the service counts them, 0 if it does not
/// @param answerTokens as the service counts them, 0 if it does not
/// @param labelLogProbs how likely the labels that were asked about were as first token, nats;
///   those that are missing were not among the likeliest
/// @param refused whether the service says that the model declines to answer; the text is then its
///   reason
/// @param retries how often the service had to be asked again
@JsonNaming(SnakeCaseStrategy.class)
public record ChatAnswer(
        @JsonProperty(required = true) String text,
        long questionTokens,
        long answerTokens,
        @JsonInclude(Include.NON_EMPTY) Map<String, Double> labelLogProbs,
        @JsonInclude(Include.NON_DEFAULT) boolean refused,
        @JsonInclude(Include.NON_DEFAULT) int retries) {
    public ChatAnswer {
        labelLogProbs = labelLogProbs == null ? Map.of() : Map.copyOf(labelLogProbs);
    }

    /// Words and log-probs, had without trouble.
    public ChatAnswer(
            String text,
            long questionTokens,
            long answerTokens,
            Map<String, Double> labelLogProbs) {
        this(text, questionTokens, answerTokens, labelLogProbs, false, 0);
    }

    /// Only words.
    public ChatAnswer(String text, long questionTokens, long answerTokens) {
        this(text, questionTokens, answerTokens, Map.of());
    }
}
