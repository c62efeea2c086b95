package dev.murmur.benchmark;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A question and what the measured model replied.
record Exchange(ChatQuestion question, ChatReply reply) {
    /// What was asked, for people.
    String asked() {
        return String.join("\n\n", question.turns());
    }

    /// All turns of the reply, for people.
    static String shown(ChatReply reply) {
        return reply.turns().size() == 1
                ? reply.turns().getFirst()
                : IntStream.range(0, reply.turns().size())
                        .mapToObj(i -> "[" + (i + 1) + "] " + reply.turns().get(i))
                        .collect(Collectors.joining("\n\n"));
    }
}
