package dev.murmur.benchmark;

import java.util.List;

/// What a model replied to a question: a line of `answers.jsonl`.
///
/// @param id the question's
/// @param turns one a turn of the question
/// @param cut whether one was ended by its longest length
public record ChatReply(String id, List<String> turns, boolean cut) {
    public ChatReply {
        turns = List.copyOf(turns);
    }

    /// All turns together.
    int characters() {
        return turns.stream().mapToInt(turn -> turn.codePointCount(0, turn.length())).sum();
    }
}
