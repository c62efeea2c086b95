package dev.murmur.judge;

/// A chat model that judges, and how it is asked.
///
/// @param model its name at the service
/// @param temperature 0 for the likeliest judgement
/// @param maxTokens longest judgement
public record Judge(String model, double temperature, int maxTokens) {
    ChatRequest request(String question) {
        return new ChatRequest(model, question, temperature, maxTokens);
    }
}
