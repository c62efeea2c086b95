package dev.murmur.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cutting texts and putting them together; every character keeps its marks.
final class TextParts {
    private final Budget budget;

    TextParts(Budget budget) {
        this.budget = budget;
    }

    /// @param characters those to strip, or null for white space
    static Text strip(Text text, @Nullable String characters, boolean left, boolean right) {
        String s = text.string();
        int begin = 0;
        int end = s.length();
        while (left && begin < end && strips(characters, s.codePointAt(begin))) {
            begin += Character.charCount(s.codePointAt(begin));
        }
        while (right && begin < end && strips(characters, s.codePointBefore(end))) {
            end -= Character.charCount(s.codePointBefore(end));
        }
        return text.part(begin, end);
    }

    private static boolean strips(@Nullable String characters, int c) {
        return characters == null ? Characters.isSpace(c) : characters.indexOf(c) >= 0;
    }

    List<Text> split(Text text, String separator, long most, boolean fromRight) {
        if (separator.isEmpty()) {
            throw new JinjaException("split needs a separator that is not empty");
        }
        return fromRight ? splitRight(text, separator, most) : splitLeft(text, separator, most);
    }

    private List<Text> splitLeft(Text text, String separator, long most) {
        var pieces = new ArrayList<Text>();
        int from = 0;
        int at = text.string().indexOf(separator);
        while (at >= 0 && pieces.size() < most) {
            budget.step();
            pieces.add(text.part(from, at));
            from = at + separator.length();
            at = text.string().indexOf(separator, from);
        }
        pieces.add(text.part(from, text.string().length()));
        return pieces;
    }

    private List<Text> splitRight(Text text, String separator, long most) {
        Deque<Text> pieces = new ArrayDeque<>();
        int to = text.string().length();
        int at = text.string().lastIndexOf(separator);
        while (at >= 0 && pieces.size() < most) {
            budget.step();
            pieces.addFirst(text.part(at + separator.length(), to));
            to = at;
            at =
                    to < separator.length()
                            ? -1
                            : text.string().lastIndexOf(separator, to - separator.length());
        }
        pieces.addFirst(text.part(0, to));
        return List.copyOf(pieces);
    }

    /// Split at white space, which separates however much of it there is.
    List<Text> words(Text text, long most, boolean fromRight) {
        return fromRight ? wordsFromRight(text, most) : wordsFromLeft(text, most);
    }

    private List<Text> wordsFromLeft(Text text, long most) {
        String s = text.string();
        var words = new ArrayList<Text>();
        int at = Characters.spaceAfter(s, 0);
        while (at < s.length()) {
            budget.step();
            if (words.size() == most) {
                words.add(text.part(at, s.length()));
                break;
            }
            int end = at;
            while (end < s.length() && !Characters.isSpace(s.charAt(end))) {
                end++;
            }
            words.add(text.part(at, end));
            at = Characters.spaceAfter(s, end);
        }
        return words;
    }

    private List<Text> wordsFromRight(Text text, long most) {
        String s = text.string();
        Deque<Text> words = new ArrayDeque<>();
        int end = Characters.spaceBefore(s, s.length());
        while (end > 0) {
            budget.step();
            if (words.size() == most) {
                words.addFirst(text.part(0, end));
                break;
            }
            int begin = end;
            while (begin > 0 && !Characters.isSpace(s.charAt(begin - 1))) {
                begin--;
            }
            words.addFirst(text.part(begin, end));
            end = Characters.spaceBefore(s, begin);
        }
        return List.copyOf(words);
    }

    List<Text> lines(Text text, boolean keepEnds) {
        String s = text.string();
        var lines = new ArrayList<Text>();
        int from = 0;
        for (int at = 0; at < s.length(); at++) {
            if (Characters.isLineBreak(s.charAt(at))) {
                budget.step();
                int next = at + (s.startsWith("\r\n", at) ? 2 : 1);
                lines.add(text.part(from, keepEnds ? next : at));
                from = next;
                at = next - 1;
            }
        }
        if (from < s.length()) {
            lines.add(text.part(from, s.length()));
        }
        return lines;
    }

    /// @param most negative for all
    Text replace(Text text, String old, Text with, long most) {
        String s = text.string();
        TextBuilder all = budget.text();
        int from = 0;
        int at = s.indexOf(old);
        for (long done = 0; at >= 0 && (most < 0 || done < most); done++) {
            budget.step();
            all.add(text, from, at).add(with);
            from = at + old.length();
            if (old.isEmpty()) {
                if (at == s.length()) {
                    break;
                }
                int next = at + Character.charCount(s.codePointAt(at));
                all.add(text, at, next);
                from = next;
            }
            at = s.indexOf(old, from);
        }
        return all.add(text, from, s.length()).toText();
    }

    /// Without overlaps; an empty part stands between all characters.
    long count(String s, String part) {
        if (part.isEmpty()) {
            return s.codePointCount(0, s.length()) + 1L;
        }
        long count = 0;
        for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
            budget.step();
            count++;
        }
        return count;
    }

    Text pad(Text text, String how, long width, String fill) {
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw new JinjaException(how + " fills with one character, got '" + fill + "'");
        }
        long missing = Math.max(0, width - text.length());
        long left =
                switch (how) {
                    case "ljust" -> 0;
                    case "center" -> missing / 2 + (missing & width & 1);
                    default -> missing;
                };
        boolean signed = text.string().startsWith("-") || text.string().startsWith("+");
        int sign = how.equals("zfill") && signed ? 1 : 0;
        return budget.text()
                .add(text, 0, sign)
                .repeat(fill, left)
                .add(text, sign, text.string().length())
                .repeat(fill, missing - left)
                .toText();
    }
}
