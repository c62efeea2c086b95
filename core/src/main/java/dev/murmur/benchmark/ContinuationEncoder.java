package dev.murmur.benchmark;

import dev.murmur.benchmark.ChoiceQuestion.Choice;
import dev.murmur.text.Tokenizer;
import java.util.Arrays;

/// Ids of a context and what continues it, as lm-eval makes them: of both as one text, cut where
/// the context's own ids end; blanks at the context's end belong to the continuation. The text
/// begins with what the tokenizer puts in front, and no template is used.
///
/// @param positions of the model: of a longer text the beginning is cut off
record ContinuationEncoder(Tokenizer tokenizer, int positions) {
    /// @param context at least one id
    /// @param continuation at least one id
    /// @param cut whether the beginning was cut off
    record Encoded(int[] context, int[] continuation, boolean cut) {}

    /// @throws IllegalArgumentException if the continuation has no token of its own
    Encoded encode(Choice choice) {
        String context = choice.context().stripTrailing();
        String rest = choice.context().substring(context.length()) + choice.continuation();
        int[] before = tokenizer.encodeAlone(context);
        int[] all = tokenizer.encodeAlone(context + rest);
        if (all.length <= before.length) {
            throw new IllegalArgumentException(
                    "'" + choice.continuation() + "' has no token of its own after its context");
        }
        int[] continuation = Arrays.copyOfRange(all, before.length, all.length);
        // The last token is only predicted.
        int room = Math.max(1, positions + 1 - continuation.length);
        boolean cut = before.length > room;
        return new Encoded(
                cut ? Arrays.copyOfRange(before, before.length - room, before.length) : before,
                continuation,
                cut);
    }
}
