package dev.murmur.judge;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// What a chat model answered.
///
/// @param text may be empty
/// @param questionTokens as the service counts them, 0 if it does not
/// @param answerTokens as the service counts them, 0 if it does not
@JsonNaming(SnakeCaseStrategy.class)
public record ChatAnswer(String text, long questionTokens, long answerTokens) {}
