package dev.murmur.jinja;

import java.util.List;

/// Tokens, one at a time.
final class TokenStream {
    private static final int MAX_DEPTH = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token ahead() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    boolean skipName(String name) {
        return skip(current().isName(name));
    }

    boolean skipOperator(String operator) {
        return skip(current().isOperator(operator));
    }

    private boolean skip(boolean found) {
        if (found) {
            next();
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    String expectName() {
        return expect(Token.Kind.NAME, "a name").text();
    }

    Token expect(Token.Kind kind, String what) {
        if (!current().is(kind)) {
            throw unexpected(what);
        }
        return next();
    }

    JinjaException unexpected(String expected) {
        return new JinjaException("expected " + expected + ", found " + current().described())
                .at(current().line());
    }

    void enter() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new JinjaException("the template nests deeper than " + MAX_DEPTH)
                    .at(current().line());
        }
    }

    void leave() {
        depth--;
    }
}
