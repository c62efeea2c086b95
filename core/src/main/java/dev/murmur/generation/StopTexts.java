package dev.murmur.generation;

import dev.murmur.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Texts that end a reply, as lm-eval has them: it is drawn until one of them stands in it, and cut
/// there. Tokens end it too.
///
/// @param stops tokens that end it
/// @param texts each at least a character
record StopTexts(Tokenizer tokenizer, Set<Integer> stops, List<String> texts) implements ReplyEnd {
    /// Tokens that stand for no character of their own, at most so many in a row.
    private static final int TO_SPARE = 4;

    StopTexts {
        stops = Set.copyOf(stops);
        texts = List.copyOf(texts);
    }

    /// Looks only at the reply's last tokens: as many as the longest text has bytes, for a token is
    /// at least one. What is missed so is found when it is cut.
    @Override
    public boolean reached(int[] ids, int length) {
        if (stops.contains(ids[length - 1])) {
            return true;
        }
        String last =
                tokenizer.decode(Arrays.copyOfRange(ids, Math.max(0, length - window()), length));
        return texts.stream().anyMatch(last::contains);
    }

    /// The part of a text before those that end it, one after the other.
    String cut(String text) {
        String left = text;
        for (String stop : texts) {
            int at = left.indexOf(stop);
            left = at < 0 ? left : left.substring(0, at);
        }
        return left;
    }

    private int window() {
        return TO_SPARE
                + texts.stream()
                        .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .max()
                        .orElse(0);
    }
}
