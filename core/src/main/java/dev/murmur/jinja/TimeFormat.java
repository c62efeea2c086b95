package dev.murmur.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// `strftime` in English, with the directives that templates use.
final class TimeFormat {
    private static final Map<Character, String> PATTERNS =
            Map.ofEntries(
                    Map.entry('Y', "uuuu"),
                    Map.entry('y', "uu"),
                    Map.entry('m', "MM"),
                    Map.entry('B', "MMMM"),
                    Map.entry('b', "MMM"),
                    Map.entry('d', "dd"),
                    Map.entry('j', "DDD"),
                    Map.entry('A', "EEEE"),
                    Map.entry('a', "EEE"),
                    Map.entry('H', "HH"),
                    Map.entry('I', "hh"),
                    Map.entry('M', "mm"),
                    Map.entry('S', "ss"),
                    Map.entry('p', "a"),
                    Map.entry('F', "uuuu-MM-dd"),
                    Map.entry('T', "HH:mm:ss"));

    private TimeFormat() {}

    static String format(String format, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            boolean bare = format.startsWith("-", i + 1); // %-d: no leading zero
            i += bare ? 2 : 1;
            char directive = i < format.length() ? format.charAt(i) : '\0';
            String value = directive == '%' ? "%" : value(directive, now, format);
            out.append(bare ? value.replaceFirst("^0+(?=.)", "") : value);
        }
        return out.toString();
    }

    private static String value(char directive, ZonedDateTime now, String format) {
        String pattern = PATTERNS.get(directive);
        if (pattern == null) {
            throw new JinjaException(
                    "strftime_now('" + format + "') uses a directive that is not supported");
        }
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
    }
}
