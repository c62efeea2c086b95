package dev.murmur.jinja;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filter `tojson` as Hugging Face defines it: Python's `json.dumps` without HTML escapes,
/// characters beyond ASCII as they are.
final class JsonText {
    private final TextBuilder out;
    private final Style style;

    private JsonText(TextBuilder out, Style style) {
        this.out = out;
        this.style = style;
    }

    /// @param indent blanks a level, or null for one line
    private record Style(
            boolean ascii, @Nullable String indent, Text comma, Text colon, boolean sorted) {}

    static Value apply(Budget budget, Value value, Arguments arguments) {
        Arguments given =
                arguments.accept("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = indent(given.get("indent", Values.NONE), budget);
        Value separators = given.get("separators", Values.NONE);
        Text comma = Text.of(indent == null ? ", " : ",");
        Text colon = Text.of(": ");
        if (separators instanceof Sequence pair
                && pair.length() == 2
                && pair.items().get(0) instanceof Text first
                && pair.items().get(1) instanceof Text second) {
            comma = first;
            colon = second;
        } else if (!separators.isNone()) {
            throw new JinjaException("tojson's separators must be two strings");
        }
        var style =
                new Style(
                        given.get("ensure_ascii", Values.FALSE).isTrue(),
                        indent,
                        comma,
                        colon,
                        given.get("sort_keys", Values.FALSE).isTrue());
        var json = new JsonText(budget.text(), style);
        json.add(value, 0);
        return json.out.toText();
    }

    private static @Nullable String indent(Value indent, Budget budget) {
        return switch (indent) {
            case Value.None _ -> null;
            case Text text -> text.string();
            default -> {
                long width = Math.max(0, Comparison.whole(indent));
                budget.requireLength(width);
                yield " ".repeat((int) width);
            }
        };
    }

    private void add(Value value, int level) {
        switch (value) {
            case Text text -> quoted(text);
            case Value.Real(double number) -> out.add(real(number));
            case Value.Int(long number) -> out.add(Long.toString(number));
            case Value.Bool(boolean bool) -> out.add(bool ? "true" : "false");
            case Value.None _ -> out.add("null");
            case Sequence list -> list(list.items(), level);
            case Dict dict -> dict(dict, level);
            default -> throw new JinjaException("a value of type " + value.type() + " is not JSON");
        }
    }

    private static String real(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        return Double.isInfinite(number)
                ? (number > 0 ? "Infinity" : "-Infinity")
                : Repr.real(number);
    }

    private void list(List<Value> items, int level) {
        if (items.isEmpty()) {
            out.add("[]");
            return;
        }
        out.add("[");
        for (int i = 0; i < items.size(); i++) {
            separate(i, level + 1);
            add(items.get(i), level + 1);
        }
        newLine(level);
        out.add("]");
    }

    private void dict(Dict dict, int level) {
        if (!dict.isTrue()) {
            out.add("{}");
            return;
        }
        out.add("{");
        List<Dict.Entry> entries = dict.entries();
        if (style.sorted()) {
            entries =
                    entries.stream()
                            .sorted(
                                    Comparator.comparing(
                                            Dict.Entry::key,
                                            (a, b) -> Comparison.compare("<", a, b)))
                            .toList();
        }
        for (int i = 0; i < entries.size(); i++) {
            separate(i, level + 1);
            key(entries.get(i).key());
            out.add(style.colon());
            add(entries.get(i).value(), level + 1);
        }
        newLine(level);
        out.add("}");
    }

    private void key(Value key) {
        switch (key) {
            case Text text -> quoted(text);
            case Sequence _ -> throw new JinjaException("a tuple is no key in JSON");
            default -> {
                out.add("\"");
                add(key, 0);
                out.add("\"");
            }
        }
    }

    private void separate(int index, int level) {
        if (index > 0) {
            out.add(style.comma());
        }
        newLine(level);
    }

    private void newLine(int level) {
        if (style.indent() != null) {
            out.add("\n").repeat(style.indent(), level);
        }
    }

    private void quoted(Text text) {
        out.add("\"");
        String string = text.string();
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            String escape = escape(c);
            if (escape.isEmpty()) {
                out.add(text, i, i + 1);
            } else {
                out.add(escape, text.markAt(i));
            }
        }
        out.add("\"");
    }

    private String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> c < ' ' || (style.ascii() && c > '~' + 1) ? "\\u" + Repr.hex(c, 4) : "";
        };
    }
}
