package dev.murmur.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The tokens between a tag's delimiters.
final class ExpressionLexer {
    private static final List<String> OPERATORS =
            List.of(
                    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(",
                    ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";");

    private final String source;
    private final String close;
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    private int line;

    ExpressionLexer(String source, int at, int line, String close) {
        this.source = source;
        this.at = at;
        this.line = line;
        this.close = close;
    }

    /// Where the closing delimiter begins, its sign included.
    int at() {
        return at;
    }

    int line() {
        return line;
    }

    void scan(List<Token> tokens) {
        while (true) {
            skipSpace();
            if (at >= source.length()) {
                throw new JinjaException("a tag does not end: missing '" + close + "'");
            }
            if (open.isEmpty() && isClose()) {
                return;
            }
            tokens.add(next());
        }
    }

    private void skipSpace() {
        while (at < source.length() && Characters.isSpace(source.charAt(at))) {
            if (source.charAt(at) == '\n') {
                line++;
            }
            at++;
        }
    }

    private boolean isClose() {
        char c = source.charAt(at);
        boolean signed = c == '-' || (c == '+' && close.equals("%}"));
        return source.startsWith(close, signed ? at + 1 : at);
    }

    private Token next() {
        int c = source.codePointAt(at);
        if (c >= '0' && c <= '9') {
            boolean member = at > 0 && source.charAt(at - 1) == '.';
            int end = NumberLiteral.end(source, at, !member);
            boolean real = NumberLiteral.isReal(source.substring(at, end));
            return token(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, end);
        }
        if (Characters.isNamePart(c)) {
            return token(Token.Kind.NAME, nameEnd());
        }
        if (c == '\'' || c == '"') {
            return string((char) c);
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                balance(operator.charAt(0));
                return token(Token.Kind.OPERATOR, at + operator.length());
            }
        }
        throw new JinjaException("unexpected character '" + Character.toString(c) + "'");
    }

    private int nameEnd() {
        int end = at;
        while (end < source.length() && Characters.isNamePart(source.codePointAt(end))) {
            end += Character.charCount(source.codePointAt(end));
        }
        return end;
    }

    private Token token(Token.Kind kind, int end) {
        var token = new Token(kind, source.substring(at, end), line);
        at = end;
        return token;
    }

    private Token string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new JinjaException("a string does not end: missing " + quote);
        }
        String body = source.substring(at + 1, end);
        var token = new Token(Token.Kind.STRING, StringLiteral.decode(body), line);
        line += (int) body.chars().filter(c -> c == '\n').count();
        at = end + 1;
        return token;
    }

    private void balance(char bracket) {
        switch (bracket) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                Character expected = open.poll();
                if (expected == null) {
                    throw new JinjaException("unexpected '" + bracket + "'");
                }
                if (expected != bracket) {
                    throw new JinjaException(
                            "unexpected '" + bracket + "', expected '" + expected + "'");
                }
            }
            default -> {}
        }
    }
}
