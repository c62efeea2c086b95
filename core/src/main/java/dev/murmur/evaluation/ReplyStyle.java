package dev.murmur.evaluation;

import java.util.regex.Pattern;

/// How a reply looks: what a judge may like besides what it says.
///
/// Counted as Arena-Hard counts (`add_markdown_info.py` of its code), in Markdown outside of fenced
/// code. Departures: length is in characters, not in tokens of GPT-4o, and blocks of code are taken
/// out with their fences, where Arena-Hard deletes their text wherever else it occurs too.
///
/// @param characters code points, code included
/// @param headers lines that begin with one to six `#` and a blank
/// @param listItems lines that begin with a number and a dot or with `-`, `*` or `+`, and a blank
/// @param bold pieces of a line between `**` or between `__`
public record ReplyStyle(int characters, int headers, int listItems, int bold) {
    private static final Pattern CODE = Pattern.compile("```[^`]*```");
    private static final Pattern HEADER = line("#{1,6}\\s");
    private static final Pattern ORDERED = line("\\s*\\d+\\.\\s");
    private static final Pattern UNORDERED = line("\\s*[-*+]\\s");
    private static final Pattern STARS = Pattern.compile("\\*\\*[^*\\n]+\\*\\*");
    private static final Pattern UNDERSCORES = Pattern.compile("__[^_\\n]+__");

    /// The style of a reply.
    public static ReplyStyle of(String reply) {
        String prose = CODE.matcher(reply).replaceAll("");
        return new ReplyStyle(
                reply.codePointCount(0, reply.length()),
                count(HEADER, prose),
                count(ORDERED, prose) + count(UNORDERED, prose),
                count(STARS, prose) + count(UNDERSCORES, prose));
    }

    /// How this differs from another, each between -1 and 1: of the lengths the difference over the
    /// sum; of the densities of headers, list items and bold pieces (their number over the length)
    /// the difference over the sum and 1.
    ///
    /// @return [4], all 0 for two empty replies
    double[] against(ReplyStyle other) {
        return new double[] {
            ratio(characters, other.characters, 0),
            ratio(density(headers), other.density(other.headers), 1),
            ratio(density(listItems), other.density(other.listItems), 1),
            ratio(density(bold), other.density(other.bold), 1)
        };
    }

    private double density(int count) {
        return characters == 0 ? 0 : (double) count / characters;
    }

    private static double ratio(double own, double other, double more) {
        return own == other ? 0 : (own - other) / (own + other + more);
    }

    /// As Python's `re` reads it with `MULTILINE`.
    private static Pattern line(String start) {
        return Pattern.compile(
                "^" + start,
                Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static int count(Pattern pattern, String text) {
        return (int) pattern.matcher(text).results().count();
    }
}
