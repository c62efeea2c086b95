package dev.murmur.bench.table;

import java.util.stream.IntStream;

/// How much a step works on; all lengths in tokens, the template's included.
///
/// @param prompts of a step
/// @param prompt length of each
/// @param replies a prompt
/// @param shortest reply
/// @param longest reply; between the two, lengths are spread evenly over a prompt's replies, or
///   over a step's prompts where each has one
public record Shape(int prompts, int prompt, int replies, int shortest, int longest) {
    /// Length of a reply.
    ///
    /// @param row from 0, a prompt
    /// @param reply from 0, of the prompt
    int reply(int row, int reply) {
        int classes = replies > 1 ? replies : prompts;
        int place = replies > 1 ? reply : row % prompts;
        return classes == 1 ? longest : shortest + (longest - shortest) * place / (classes - 1);
    }

    /// Lengths of a step's replies.
    IntStream lengths() {
        return IntStream.range(0, prompts * replies).map(i -> reply(i / replies, i % replies));
    }

    /// Tokens of all replies of a step.
    long replyTokens() {
        return lengths().sum();
    }

    /// Tokens of a step where each reply stands after a copy of its prompt.
    long sequenceTokens() {
        return (long) prompts * replies * prompt + replyTokens();
    }

    /// Tokens of a step where each prompt stands once.
    long groupTokens() {
        return (long) prompts * prompt + replyTokens();
    }
}
