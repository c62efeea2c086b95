package dev.murmur.benchmark;

import java.util.List;

/// A question that a chat model replies to, turn by turn.
///
/// @param subject empty for a benchmark without
/// @param turns of the user, each of which the model answers before it sees the next
/// @param temperature that the benchmark lets a model reply with; 0 is greedy
/// @param maxNewTokens the benchmark's longest reply to a turn
public record ChatQuestion(
        String id, String subject, List<String> turns, double temperature, int maxNewTokens) {
    public ChatQuestion {
        turns = List.copyOf(turns);
    }
}
