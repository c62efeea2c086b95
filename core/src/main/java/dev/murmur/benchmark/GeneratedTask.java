package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A task whose answers a model writes: what it reads, what ends a reply, and what a reply is
/// worth.
non-sealed interface GeneratedTask extends TextTask {
    /// What tells a row from others.
    ///
    /// @param number of the row, from 0
    default String id(JsonNode row, int number) {
        return Integer.toString(number);
    }

    /// What the model reads, without examples.
    String asked(JsonNode row);

    /// What follows it where the row is an example; a task that shows none has none.
    default String solution(JsonNode row) {
        throw new IllegalStateException(name() + " shows no examples");
    }

    /// What replies are held against.
    String reference(JsonNode row);

    /// Texts that end a reply, besides the end-of-sequence token.
    List<String> stops();

    /// Longest reply, in tokens.
    int maxNewTokens();

    /// Says what replies are worth.
    ///
    /// @throws dev.murmur.sandbox.SandboxException if it runs programs and cannot
    Grader grader();
}
