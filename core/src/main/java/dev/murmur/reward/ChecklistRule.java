package dev.murmur.reward;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import dev.murmur.data.Prompt;
import java.util.List;
import java.util.Locale;

/// How completely and how consistently a reply answers, by the prompt's [Checklist]: recall times
/// precision of the points it makes.
///
/// With `m` wanted points made (one for each `required` entry, at most `at_least` from `any_of`),
/// `w` wanted and `f` forbidden items present, the score is `m / w * m / (m + f)`: 1 for all points
/// and no contradiction, 1/2 for a reply that names the right answer and a wrong one. Length plays
/// no part.
///
/// Items match as runs of whole words, whatever the case and the punctuation: `red apple` is in `"A
/// Red, apple!"`, `cat` is not in `cats`, `3` is not in `3.5`.
final class ChecklistRule implements Rule {
    private static final String FIELD = "checklist";
    private static final String EXPECTED =
            "an object such as {\"required\": [[\"Paris\"]], \"any_of\": [\"apple\", \"pear\"],"
                    + " \"at_least\": 1, \"forbidden\": [\"London\"]}";

    @Override
    public double score(Prompt prompt, String reply) {
        Checklist checklist = checklist(prompt);
        String words = words(reply);
        long made =
                checklist.required().stream().filter(point -> count(words, point) > 0).count()
                        + Math.min(checklist.atLeast(), count(words, checklist.anyOf()));
        long contradictions = count(words, checklist.forbidden());
        return made == 0 ? 0 : (double) made / checklist.wanted() * made / (made + contradictions);
    }

    private static long count(String words, List<String> items) {
        return items.stream().map(ChecklistRule::words).distinct().filter(words::contains).count();
    }

    /// Lower-case words, each with a space on both sides, so that text search finds whole words.
    private static String words(String text) {
        int[] points = text.toLowerCase(Locale.ROOT).codePoints().toArray();
        var words = new StringBuilder(" ");
        for (int i = 0; i < points.length; i++) {
            if (isInWord(points, i)) {
                words.appendCodePoint(points[i]);
            } else {
                endWord(words);
            }
        }
        endWord(words);
        return words.toString();
    }

    private static void endWord(StringBuilder words) {
        if (words.charAt(words.length() - 1) != ' ') {
            words.append(' ');
        }
    }

    private static boolean isInWord(int[] points, int i) {
        boolean insideNumber =
                (points[i] == '.' || points[i] == ',')
                        && i > 0
                        && Character.isDigit(points[i - 1])
                        && i + 1 < points.length
                        && Character.isDigit(points[i + 1]);
        return insideNumber
                || Character.isLetterOrDigit(points[i])
                || Character.getType(points[i]) == Character.NON_SPACING_MARK;
    }

    private static Checklist checklist(Prompt prompt) {
        JsonNode field = prompt.fields().get(FIELD);
        if (field == null) {
            throw new DataException(
                    "prompt '"
                            + prompt.id()
                            + "' has no field '"
                            + FIELD
                            + "'; rule:checklist expects "
                            + EXPECTED);
        }
        try {
            return Checklist.parse(field);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "prompt '"
                            + prompt.id()
                            + "': field '"
                            + FIELD
                            + "' cannot be used: "
                            + e.getMessage()
                            + "; rule:checklist expects "
                            + EXPECTED,
                    e);
        }
    }
}
