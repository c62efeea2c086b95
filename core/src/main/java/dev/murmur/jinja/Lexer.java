package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Source to tokens, with Jinja's rules of white space: a tag's `-` strips all of it on that side;
/// without, the blanks of a line before a block or comment and the line break after it go
/// (`lstrip_blocks`, `trim_blocks`), unless there is a `+`. One line break at the very end of the
/// source goes too.
final class Lexer {
    private static final int MAX_SOURCE = 1_000_000;
    private static final Pattern RAW =
            Pattern.compile(
                    "\\{%[-+]?\\s*+raw\\s*+(?:-%}\\s*+|%})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_RAW =
            Pattern.compile(
                    "\\{%[-+]?\\s*+endraw\\s*+(?:\\+%}|-%}\\s*+|%}\n?+)",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
    }

    /// @throws JinjaException if a tag or a string does not end, or a character means nothing
    static List<Token> tokens(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new JinjaException("the template is longer than " + MAX_SOURCE + " characters");
        }
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        var lexer =
                new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
        try {
            lexer.run();
        } catch (JinjaException e) {
            throw e.at(lexer.line);
        }
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                add(Token.Kind.DATA, source.substring(at));
                at = source.length();
            } else {
                tag(tag);
            }
        }
        add(Token.Kind.END, "");
    }

    private int nextTag() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void tag(int begin) {
        data(begin);
        Matcher raw = RAW.matcher(source).region(begin, source.length());
        if (raw.lookingAt()) {
            raw(raw.end());
            return;
        }
        char kind = source.charAt(begin + 1);
        int inside = begin + 2;
        char sign = charAt(inside);
        moveTo(sign == '-' || sign == '+' ? inside + 1 : inside);
        switch (kind) {
            case '#' -> comment();
            case '%' -> expression(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END);
            default -> expression(Token.Kind.VARIABLE_BEGIN, Token.Kind.VARIABLE_END);
        }
    }

    /// The text before a tag.
    private void data(int tag) {
        boolean variable = source.charAt(tag + 1) == '{';
        char sign = charAt(tag + 2);
        String text = source.substring(at, tag);
        int end = text.length();
        if (sign == '-') {
            end = Characters.spaceBefore(text, end);
        } else if (sign != '+' && !variable) {
            int lastLine = text.lastIndexOf('\n') + 1;
            if ((lastLine > 0 || lineStarting)
                    && Characters.spaceAfter(text, lastLine) == text.length()) {
                end = lastLine;
            }
        }
        add(Token.Kind.DATA, text.substring(0, end));
        moveTo(tag);
    }

    private void raw(int inside) {
        moveTo(inside);
        Matcher end = END_RAW.matcher(source);
        if (!end.find(inside)) {
            throw new JinjaException("{% raw %} has no {% endraw %}");
        }
        data(end.start());
        moveTo(end.end());
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new JinjaException("a comment does not end: missing '#}'");
        }
        char sign = end > at ? source.charAt(end - 1) : ' ';
        moveTo(afterBlock(end + 2, sign));
    }

    private int afterBlock(int end, char sign) {
        return switch (sign) {
            case '-' -> Characters.spaceAfter(source, end);
            case '+' -> end;
            default -> charAt(end) == '\n' ? end + 1 : end;
        };
    }

    private void expression(Token.Kind begin, Token.Kind end) {
        add(begin, "");
        boolean block = end == Token.Kind.BLOCK_END;
        var scanner = new ExpressionLexer(source, at, line, block ? "%}" : "}}");
        scanner.scan(tokens);
        line = scanner.line();
        int close = scanner.at();
        char sign = charAt(close);
        boolean signed = sign == '-' || sign == '+';
        int after = close + (signed ? 3 : 2);
        add(end, "");
        at = close; // lines up to here are counted
        if (block) {
            moveTo(afterBlock(after, sign));
        } else {
            moveTo(sign == '-' ? Characters.spaceAfter(source, after) : after);
        }
    }

    private char charAt(int index) {
        return index < source.length() ? source.charAt(index) : '\0';
    }

    private void add(Token.Kind kind, String text) {
        if (kind != Token.Kind.DATA || !text.isEmpty()) {
            tokens.add(new Token(kind, text, line));
        }
    }

    private void moveTo(int next) {
        for (int i = at; i < next; i++) {
            if (source.charAt(i) == '\n') {
                line++;
            }
        }
        if (next > at) {
            lineStarting = source.charAt(next - 1) == '\n';
        }
        at = next;
    }
}
