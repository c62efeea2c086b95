package dev.murmur.jinja;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/// Short ways to render, for tests.
final class Rendering {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private Rendering() {}

    static Text of(String source, Limits limits, Map<String, ?> written) {
        var variables = new LinkedHashMap<String, Value>();
        written.forEach((name, value) -> variables.put(name, Values.written(value)));
        return Template.parse(source).render(variables, CLOCK, limits);
    }

    static Text of(String source, Map<String, ?> written) {
        return of(source, Limits.USUAL, written);
    }

    /// What is written by others in `[ ]`, what is generated in `< >`.
    static String marked(Text text) {
        var out = new StringBuilder();
        char mark = '0';
        for (int i = 0; i <= text.string().length(); i++) {
            char next = i == text.string().length() ? '0' : (char) ('0' + text.markAt(i));
            if (next != mark) {
                out.append((mark & 1) != 0 && (next & 1) == 0 ? "]" : "");
                out.append((mark & 2) != 0 && (next & 2) == 0 ? ">" : "");
                out.append((mark & 2) == 0 && (next & 2) != 0 ? "<" : "");
                out.append((mark & 1) == 0 && (next & 1) != 0 ? "[" : "");
                mark = next;
            }
            out.append(i == text.string().length() ? "" : text.string().charAt(i));
        }
        return out.toString();
    }
}
