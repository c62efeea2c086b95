package dev.murmur.jinja;

import java.util.List;

/// Python's `str` and `repr`, the latter inside lists and dictionaries.
final class Repr {
    private static final String HEX = "0123456789abcdef";

    private final TextBuilder out;

    private Repr(TextBuilder out) {
        this.out = out;
    }

    /// What `{{ value }}` prints.
    static Text string(Value value, Budget budget) {
        if (value instanceof Text text) {
            return text;
        }
        if (value instanceof Value.Undefined) {
            return Text.EMPTY;
        }
        var repr = new Repr(budget.text());
        repr.add(value);
        return repr.out.toText();
    }

    static Text repr(Value value, Budget budget) {
        var repr = new Repr(budget.text());
        repr.add(value);
        return repr.out.toText();
    }

    private void add(Value value) {
        switch (value) {
            case Text text -> quoted(text);
            case Value.Int(long number) -> out.add(Long.toString(number));
            case Value.Real(double number) -> out.add(real(number));
            case Value.Bool(boolean bool) -> out.add(bool ? "True" : "False");
            case Value.None _ -> out.add("None");
            case Value.Undefined _ -> out.add("Undefined");
            case Sequence list -> list(list);
            case Dict dict -> dict(dict);
            case Function function -> out.add("<function " + function.name() + ">");
            case Namespace _ -> out.add("<Namespace>");
            case LoopState _ -> out.add("<LoopContext>");
        }
    }

    private void list(Sequence list) {
        out.add(list.isTuple() ? "(" : "[");
        List<Value> items = list.items();
        for (int i = 0; i < items.size(); i++) {
            out.add(i == 0 ? "" : ", ");
            add(items.get(i));
        }
        out.add(list.isTuple() ? (items.size() == 1 ? ",)" : ")") : "]");
    }

    private void dict(Dict dict) {
        out.add("{");
        String comma = "";
        for (Dict.Entry entry : dict.entries()) {
            out.add(comma);
            add(entry.key());
            out.add(": ");
            add(entry.value());
            comma = ", ";
        }
        out.add("}");
    }

    private void quoted(Text text) {
        String string = text.string();
        String quote = string.contains("'") && !string.contains("\"") ? "\"" : "'";
        out.add(quote);
        for (int i = 0; i < string.length(); ) {
            int c = string.codePointAt(i);
            int end = i + Character.charCount(c);
            if (isPlain(c) && c != quote.charAt(0)) {
                out.add(text, i, end);
            } else {
                out.add(escaped(c), text.markAt(i));
            }
            i = end;
        }
        out.add(quote);
    }

    private static boolean isPlain(int c) {
        if (c == '\\' || c < ' ') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\', '\'', '"' -> "\\" + (char) c;
            default -> {
                if (c < 0x100) {
                    yield "\\x" + hex(c, 2);
                }
                yield c < 0x10000 ? "\\u" + hex(c, 4) : "\\U" + hex(c, 8);
            }
        };
    }

    static String hex(int value, int digits) {
        var text = new StringBuilder();
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            text.append(HEX.charAt(value >> shift & 15));
        }
        return text.toString();
    }

    /// A float as Python writes it: the shortest digits, an exponent below 1e-4 and from 1e16.
    static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e16)) {
            String[] parts = Double.toString(value).split("E", 2);
            int exponent = Integer.parseInt(parts[1]);
            String digits = parts[0].endsWith(".0") ? parts[0].replace(".0", "") : parts[0];
            return digits
                    + "e"
                    + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = new java.math.BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
