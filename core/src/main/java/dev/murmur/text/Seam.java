package dev.murmur.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A border between ids that were put together, where the same text as one would have other tokens.
/// A model that was trained on whole texts has not seen such a border.
///
/// @param before the tokens up to the border that one text would not have
/// @param after the tokens from the border on that one text would not have
/// @param together what one text would have in their place
public record Seam(List<String> before, List<String> after, List<String> together) {
    public Seam {
        before = List.copyOf(before);
        after = List.copyOf(after);
        together = List.copyOf(together);
    }

    /// Looks at one border. Special tokens cut texts, so only what lies between them is compared.
    ///
    /// @param ids a sequence from its first token on
    /// @param at the index of the first id after the border
    public static Optional<Seam> at(Tokenizer tokenizer, int[] ids, int at) {
        int begin = at;
        while (begin > 0 && !tokenizer.isSpecial(ids[begin - 1])) {
            begin--;
        }
        int end = at;
        while (end < ids.length && !tokenizer.isSpecial(ids[end])) {
            end++;
        }
        if (begin == at || end == at) {
            return Optional.empty();
        }
        int[] apart = Arrays.copyOfRange(ids, begin, end);
        int[] together = asOneText(tokenizer, apart);
        if (Arrays.equals(apart, together)) {
            return Optional.empty();
        }
        // Either side may be unlike one text by itself: sampled, or with a border of its own.
        int[] left = asOneText(tokenizer, Arrays.copyOfRange(ids, begin, at));
        int[] right = asOneText(tokenizer, Arrays.copyOfRange(ids, at, end));
        return difference(tokenizer, left, right, together);
    }

    private static int[] asOneText(Tokenizer tokenizer, int[] ids) {
        return tokenizer.encode(tokenizer.textWithin(ids), Before.TEXT);
    }

    private static Optional<Seam> difference(
            Tokenizer tokenizer, int[] left, int[] right, int[] together) {
        int[] apart = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, apart, left.length, right.length);
        int same = Arrays.mismatch(apart, together);
        if (same < 0) {
            return Optional.empty();
        }
        int shorter = Math.min(apart.length, together.length);
        int tail = 0;
        while (tail < shorter - same
                && apart[apart.length - 1 - tail] == together[together.length - 1 - tail]) {
            tail++;
        }
        int border = Math.clamp(left.length, same, apart.length - tail);
        return Optional.of(
                new Seam(
                        names(tokenizer, apart, same, border),
                        names(tokenizer, apart, border, apart.length - tail),
                        names(tokenizer, together, same, together.length - tail)));
    }

    private static List<String> names(Tokenizer tokenizer, int[] ids, int from, int to) {
        var names = new ArrayList<String>();
        for (int i = from; i < to; i++) {
            names.add(tokenizer.textWithin(ids[i]));
        }
        return names;
    }

    /// For example `"\n" | "\n" instead of "\n\n"`.
    @Override
    public String toString() {
        return (quoted(before) + " | " + quoted(after)).strip() + " instead of " + quoted(together);
    }

    private static String quoted(List<String> tokens) {
        return String.join(" ", tokens.stream().map(TokenizerJson::quoted).toList());
    }
}
