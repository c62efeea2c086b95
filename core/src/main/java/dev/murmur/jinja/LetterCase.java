package dev.murmur.jinja;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Upper, lower and title case.
final class LetterCase {
    private LetterCase() {}

    static Supplier<Value> of(String name, Text text, Budget budget) {
        return switch (name) {
            case "upper" -> () -> upper(text, budget);
            case "lower" -> () -> lower(text, budget);
            case "title" -> () -> title(text, budget);
            case "capitalize" -> () -> capitalize(text, budget);
            case "swapcase" -> () -> each(text, budget, LetterCase::swapped);
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Text upper(Text text, Budget budget) {
        return whole(text, text.string().toUpperCase(Locale.ROOT), budget, LetterCase::upper);
    }

    static Text lower(Text text, Budget budget) {
        return whole(text, text.string().toLowerCase(Locale.ROOT), budget, LetterCase::lower);
    }

    /// The first letter in title case, the others in lower case.
    static Text capitalize(Text text, Budget budget) {
        if (!text.isTrue()) {
            return text;
        }
        int first = Character.charCount(text.string().codePointAt(0));
        return budget.text()
                .add(each(text.part(0, first), budget, LetterCase::titled))
                .add(lower(text.part(first, text.string().length()), budget))
                .toText();
    }

    /// As `str.title`: a letter after anything but a letter begins a word.
    static Text title(Text text, Budget budget) {
        return words(text, budget, c -> !isCased(c));
    }

    /// Capitalizes after each separator.
    static Text words(Text text, Budget budget, java.util.function.IntPredicate separator) {
        TextBuilder all = budget.text();
        String s = text.string();
        int begin = 0;
        for (int i = 0; i < s.length(); ) {
            int next = i + Character.charCount(s.codePointAt(i));
            if (separator.test(s.codePointAt(i))) {
                all.add(capitalize(text.part(begin, i), budget)).add(text, i, next);
                begin = next;
            }
            i = next;
        }
        return all.add(capitalize(text.part(begin, s.length()), budget)).toText();
    }

    static boolean isUpper(String s) {
        return s.codePoints().anyMatch(LetterCase::isCased)
                && s.codePoints()
                        .noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    static boolean isLower(String s) {
        return s.codePoints().anyMatch(LetterCase::isCased)
                && s.codePoints()
                        .noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    private static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /// Where marks differ and lengths too, each character is changed on its own.
    private static Text whole(
            Text text, String changed, Budget budget, IntFunction<String> character) {
        if (text.isUniform()) {
            return Text.of(changed, text.string().isEmpty() ? 0 : text.markAt(0));
        }
        return changed.length() == text.string().length()
                ? text.respelt(changed)
                : each(text, budget, character);
    }

    private static Text each(Text text, Budget budget, IntFunction<String> change) {
        TextBuilder all = budget.text();
        String s = text.string();
        for (int i = 0; i < s.length(); i += Character.charCount(s.codePointAt(i))) {
            all.add(change.apply(s.codePointAt(i)), text.markAt(i));
        }
        return all.toText();
    }

    private static String upper(int c) {
        return Character.toString(c).toUpperCase(Locale.ROOT);
    }

    private static String lower(int c) {
        return Character.toString(c).toLowerCase(Locale.ROOT);
    }

    private static String titled(int c) {
        if (Character.toTitleCase(c) != c) {
            return Character.toString(Character.toTitleCase(c));
        }
        String upper = upper(c); // ß becomes Ss
        int first = Character.charCount(upper.codePointAt(0));
        return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String swapped(int c) {
        return Character.isUpperCase(c) || Character.isTitleCase(c) ? lower(c) : upper(c);
    }
}
