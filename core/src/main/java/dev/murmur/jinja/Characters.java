package dev.murmur.jinja;

/// Python's idea of white space.
final class Characters {
    private Characters() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || c == 0x85 || c == 0xA0 || c == 0x2007 || c == 0x202F;
    }

    static boolean isLineBreak(int c) {
        return (c >= '\n' && c <= '\r')
                || (c >= 0x1C && c <= 0x1E)
                || c == 0x85
                || c == 0x2028
                || c == 0x2029;
    }

    static boolean isNamePart(int c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /// Where white space that ends at `end` begins.
    static int spaceBefore(String text, int end) {
        int at = end;
        while (at > 0 && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /// Where white space that begins at `begin` ends.
    static int spaceAfter(String text, int begin) {
        int at = begin;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
