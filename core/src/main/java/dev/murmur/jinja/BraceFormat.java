package dev.murmur.jinja;

/// Python's `format.format(..)` with `{}`, `{0}` and `{name}`; no format specifications.
final class BraceFormat {
    private final Budget budget;

    BraceFormat(Budget budget) {
        this.budget = budget;
    }

    Text format(Text format, Arguments arguments) {
        TextBuilder out = budget.text();
        String s = format.string();
        int next = 0;
        int at = 0;
        while (at < s.length()) {
            char c = s.charAt(at);
            if ((c == '{' || c == '}') && s.startsWith(String.valueOf(c), at + 1)) {
                out.add(format, at, at + 1);
                at += 2;
            } else if (c == '{') {
                int end = s.indexOf('}', at);
                if (end < 0) {
                    throw unsupported(s);
                }
                String field = s.substring(at + 1, end);
                String key = field.isEmpty() ? Integer.toString(next++) : field;
                out.add(Repr.string(find(s, key, arguments), budget));
                at = end + 1;
            } else if (c == '}') {
                throw unsupported(s);
            } else {
                out.add(format, at, at + 1);
                at++;
            }
        }
        return out.toText();
    }

    private static Value find(String format, String key, Arguments arguments) {
        Value named = arguments.named().get(key);
        if (named != null) {
            return named;
        }
        if (key.isEmpty() || key.length() > 4 || !key.chars().allMatch(Character::isDigit)) {
            throw unsupported(format);
        }
        int index = Integer.parseInt(key);
        if (index >= arguments.positional().size()) {
            throw new JinjaException("not enough values for the format '" + format + "'");
        }
        return arguments.positional().get(index);
    }

    private static JinjaException unsupported(String format) {
        return new JinjaException(
                "'" + format + "' is not a format that is supported: {}, {0} or {name}");
    }
}
