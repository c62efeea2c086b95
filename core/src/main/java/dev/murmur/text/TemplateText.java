package dev.murmur.text;

import dev.murmur.jinja.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rendered conversation before it becomes tokens: which special tokens the template itself
/// wrote, and where.
///
/// A special token's name counts only where the template wrote all of it: what a user or a model
/// wrote never makes one, not even together with the template's text around it.
record TemplateText(Text text, List<Special> specials) {
    /// @param begin index of the first `char`
    record Special(int begin, String name) {
        int end() {
            return begin + name.length();
        }
    }

    /// @param names finds the names of special tokens
    static TemplateText of(Text text, Pattern names) {
        Matcher matcher = names.matcher(text.string()).useAnchoringBounds(false);
        var found = new ArrayList<Special>();
        int end = text.string().length();
        for (int begin = skip(text, 0, true); begin < end; ) {
            int stop = skip(text, begin, false);
            matcher.region(begin, stop);
            while (matcher.find()) {
                found.add(new Special(matcher.start(), matcher.group()));
            }
            begin = skip(text, stop, true);
        }
        return new TemplateText(text, found);
    }

    /// The first index from `at` on that somebody else wrote, or that the template did.
    private static int skip(Text text, int at, boolean written) {
        int index = at;
        while (index < text.string().length() && text.is(Text.WRITTEN, index) == written) {
            index++;
        }
        return index;
    }

    String string() {
        return text.string();
    }

    /// The index after the last `char` between two indices that somebody else wrote; `begin` if
    /// there is none.
    int writtenUntil(int begin, int end) {
        int index = end;
        while (index > begin && !text.is(Text.WRITTEN, index - 1)) {
            index--;
        }
        return index;
    }

    /// The first special token from an index on that ends by another.
    Optional<Special> special(int from, int end) {
        return specials.stream()
                .filter(special -> special.begin() >= from && special.end() <= end)
                .findFirst();
    }
}
