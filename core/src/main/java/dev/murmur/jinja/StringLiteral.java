package dev.murmur.jinja;

/// Python's escapes in string literals; an unknown one stays as it is written.
final class StringLiteral {
    private final String body;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private StringLiteral(String body) {
        this.body = body;
    }

    /// @param body what stands between the quotes
    static String decode(String body) {
        return body.indexOf('\\') < 0 ? body : new StringLiteral(body).decode();
    }

    private String decode() {
        while (at < body.length()) {
            char c = body.charAt(at++);
            if (c == '\\') {
                escape(body.charAt(at++));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private void escape(char c) {
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> text.append(c);
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000B');
            case 'x' -> codePoint(2);
            case 'u' -> codePoint(4);
            case 'U' -> codePoint(8);
            case 'N' -> throw new JinjaException("\\N{..} in a string is not supported");
            default -> octalOrAsWritten(c);
        }
    }

    private void codePoint(int digits) {
        String hex = body.substring(at, Math.min(at + digits, body.length()));
        if (hex.length() < digits || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new JinjaException("a string's escape needs " + digits + " hex digits: " + hex);
        }
        long value = Long.parseLong(hex, 16);
        if (value > Character.MAX_CODE_POINT) {
            throw new JinjaException("a string's escape is not a character: \\U" + hex);
        }
        text.appendCodePoint((int) value);
        at += digits;
    }

    private void octalOrAsWritten(char c) {
        if (c < '0' || c > '7') {
            text.append('\\').append(c);
            return;
        }
        int value = c - '0';
        for (int i = 0; i < 2 && at < body.length(); i++) {
            int digit = Character.digit(body.charAt(at), 8);
            if (digit < 0) {
                break;
            }
            value = value * 8 + digit;
            at++;
        }
        text.append((char) value);
    }
}
