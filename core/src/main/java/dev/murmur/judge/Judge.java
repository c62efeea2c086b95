package dev.murmur.judge;

import dev.murmur.text.ChatMessage;
import java.util.List;

/// A chat model that judges, and how it is asked.
///
/// @param model its name at the service
/// @param temperature 0 for the likeliest judgement
/// @param maxTokens longest judgement
public record Judge(String model, double temperature, int maxTokens) {
    ChatRequest request(String question) {
        return new ChatRequest(model, question, temperature, maxTokens);
    }

    /// A question that follows on others.
    ///
    /// @param messages the last one the user's
    /// @param sample from 0, for a question that is asked several times
    public ChatRequest request(List<ChatMessage> messages, int sample) {
        return new ChatRequest(
                model,
                messages.getLast().content(),
                temperature,
                maxTokens,
                messages.subList(0, messages.size() - 1),
                List.of(),
                sample);
    }

    /// Asks only how likely the answer begins with each label.
    ///
    /// @param messages the last one the user's
    /// @param labels one token each
    public ChatRequest choice(List<ChatMessage> messages, List<String> labels, int sample) {
        return new ChatRequest(
                model,
                messages.getLast().content(),
                temperature,
                1,
                messages.subList(0, messages.size() - 1),
                labels,
                sample);
    }
}
