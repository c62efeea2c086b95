package dev.murmur.jinja;

import dev.murmur.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions, with the precedence of Jinja2's own parser: `if`, `or`, `and`, `not`, comparison,
/// `+ -`, `~`, `* / // %`, `**` (from the left), sign, then `. [] ()`, then filters and tests.
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

    private final TokenStream tokens;
    private Set<String> names = new HashSet<>();

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /// The names used since the last call; from here on, others are collected.
    Set<String> swapNames(Set<String> fresh) {
        Set<String> used = names;
        names = fresh;
        return used;
    }

    Expr expression() {
        tokens.enter();
        Expr value = or();
        while (tokens.skipName("if")) {
            Expr test = or();
            value =
                    new Expr.Conditional(
                            test, value, tokens.skipName("else") ? expression() : null);
        }
        tokens.leave();
        return value;
    }

    /// One expression, or several with commas: a tuple, which a trailing comma may end.
    ///
    /// @param conditional whether `if` may be part of it
    Expr tuple(boolean conditional, boolean parentheses) {
        var items = new ArrayList<Expr>();
        boolean comma = false;
        while (!isTupleEnd()) {
            items.add(conditional ? expression() : or());
            if (!tokens.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (!comma && items.size() == 1) {
            return items.getFirst();
        }
        if (!comma && !parentheses) {
            throw tokens.unexpected("an expression");
        }
        return new Expr.ListOf(items, true);
    }

    private boolean isTupleEnd() {
        Token token = tokens.current();
        return token.is(Kind.VARIABLE_END)
                || token.is(Kind.BLOCK_END)
                || token.is(Kind.END)
                || token.isOperator(")");
    }

    private Expr or() {
        Expr left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.skipName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        Expr not = new Expr.Not(not());
        tokens.leave();
        return not;
    }

    private Expr comparison() {
        Expr first = sum();
        var operands = new ArrayList<Expr.Operand>();
        while (true) {
            Token token = tokens.current();
            if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
                tokens.next();
                operands.add(new Expr.Operand(token.text(), sum()));
            } else if (tokens.skipName("in")) {
                operands.add(new Expr.Operand("in", sum()));
            } else if (token.isName("not") && tokens.ahead().isName("in")) {
                tokens.next();
                tokens.next();
                operands.add(new Expr.Operand("not in", sum()));
            } else {
                return operands.isEmpty() ? first : new Expr.Compare(first, operands);
            }
        }
    }

    private Expr sum() {
        Expr left = concat();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            left = new Expr.Binary(tokens.next().text(), left, concat());
        }
        return left;
    }

    private Expr concat() {
        var parts = new ArrayList<>(List.of(product()));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expr.Concat(parts);
    }

    private Expr product() {
        Expr left = power();
        while (tokens.current().is(Kind.OPERATOR)
                && Set.of("*", "/", "//", "%").contains(tokens.current().text())) {
            left = new Expr.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expr power() {
        Expr left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Expr.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expr unary(boolean withFilters) {
        tokens.enter();
        Expr value;
        if (tokens.skipOperator("-")) {
            value = new Expr.Minus(unary(false));
        } else if (tokens.skipOperator("+")) {
            value = new Expr.Plus(unary(false));
        } else {
            value = primary();
        }
        value = postfix(value);
        tokens.leave();
        return withFilters ? filtersAndTests(value) : value;
    }

    private Expr primary() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case NAME -> nameOrConstant(tokens.next().text());
            case STRING -> new Expr.Literal(strings());
            case INTEGER -> new Expr.Literal(NumberLiteral.integer(tokens.next().text()));
            case FLOAT -> new Expr.Literal(NumberLiteral.real(tokens.next().text()));
            default -> bracketed();
        };
    }

    private Expr nameOrConstant(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(Values.TRUE);
            case "false", "False" -> new Expr.Literal(Values.FALSE);
            case "none", "None" -> new Expr.Literal(Values.NONE);
            default -> {
                names.add(name);
                yield new Expr.Name(name);
            }
        };
    }

    private Text strings() {
        var all = new StringBuilder();
        while (tokens.current().is(Kind.STRING)) {
            all.append(tokens.next().text());
        }
        return Text.of(all.toString());
    }

    private Expr bracketed() {
        if (tokens.skipOperator("(")) {
            Expr tuple = tuple(true, true);
            tokens.expectOperator(")");
            return tuple;
        }
        if (tokens.skipOperator("[")) {
            return new Expr.ListOf(listed("]"), false);
        }
        if (tokens.skipOperator("{")) {
            return new Expr.DictOf(pairs());
        }
        throw tokens.unexpected("an expression");
    }

    private List<Expr> listed(String close) {
        var items = new ArrayList<Expr>();
        while (!tokens.current().isOperator(close)) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.current().isOperator(close)) {
                    break;
                }
            }
            items.add(expression());
        }
        tokens.expectOperator(close);
        return items;
    }

    private List<Expr.Pair> pairs() {
        var pairs = new ArrayList<Expr.Pair>();
        while (!tokens.current().isOperator("}")) {
            if (!pairs.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.current().isOperator("}")) {
                    break;
                }
            }
            Expr key = expression();
            tokens.expectOperator(":");
            pairs.add(new Expr.Pair(key, expression()));
        }
        tokens.expectOperator("}");
        return pairs;
    }

    private Expr postfix(Expr value) {
        Expr result = value;
        while (true) {
            if (tokens.skipOperator(".")) {
                result = member(result);
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.current().isOperator("(")) {
                result = new Expr.Call(result, arguments());
            } else {
                return result;
            }
        }
    }

    private Expr member(Expr of) {
        if (tokens.current().is(Kind.INTEGER)) {
            return new Expr.Item(of, new Expr.Literal(NumberLiteral.integer(tokens.next().text())));
        }
        return new Expr.Attribute(of, tokens.expectName());
    }

    private Expr subscript(Expr of) {
        Expr begin = tokens.current().isOperator(":") ? null : expression();
        if (begin != null && tokens.skipOperator("]")) {
            return new Expr.Item(of, begin);
        }
        tokens.expectOperator(":");
        Expr end = bound();
        Expr step = tokens.skipOperator(":") ? bound() : null;
        tokens.expectOperator("]");
        return new Expr.Slice(of, begin, end, step);
    }

    private @Nullable Expr bound() {
        boolean open = tokens.current().isOperator(":") || tokens.current().isOperator("]");
        return open ? null : expression();
    }

    Expr.CallArguments arguments() {
        tokens.expectOperator("(");
        var positional = new ArrayList<Expr>();
        var named = new ArrayList<Expr.Named>();
        Expr list = null;
        Expr dict = null;
        while (!tokens.current().isOperator(")")) {
            if (tokens.skipOperator("**")) {
                dict = expression();
            } else if (tokens.skipOperator("*")) {
                list = expression();
            } else if (tokens.current().is(Kind.NAME) && tokens.ahead().isOperator("=")) {
                String name = tokens.next().text();
                tokens.next();
                named.add(new Expr.Named(name, expression()));
            } else if (named.isEmpty() && list == null && dict == null) {
                positional.add(expression());
            } else {
                throw tokens.unexpected("a named argument");
            }
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator(")");
        return new Expr.CallArguments(positional, named, list, dict);
    }

    private Expr filtersAndTests(Expr value) {
        Expr result = value;
        while (true) {
            if (tokens.skipOperator("|")) {
                result = filter(result);
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.current().isOperator("(")) {
                result = new Expr.Call(result, arguments());
            } else {
                return result;
            }
        }
    }

    /// A filter, after its bar.
    Expr.Filter filter(@Nullable Expr of) {
        String name = tokens.expectName();
        return new Expr.Filter(of, name, optionalArguments());
    }

    private Expr.CallArguments optionalArguments() {
        return tokens.current().isOperator("(") ? arguments() : Expr.CallArguments.NONE;
    }

    private Expr test(Expr of) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expectName();
        Expr test = new Expr.Test(of, name, testArguments());
        return negated ? new Expr.Not(test) : test;
    }

    /// A test may have one argument without parentheses: `x is divisibleby 3`.
    private Expr.CallArguments testArguments() {
        Token token = tokens.current();
        if (token.isName("is")) {
            throw tokens.unexpected("one test; tests cannot be chained");
        }
        boolean bare =
                switch (token.kind()) {
                    case NAME -> !Set.of("else", "or", "and").contains(token.text());
                    case STRING, INTEGER, FLOAT -> true;
                    default -> token.isOperator("[") || token.isOperator("{");
                };
        if (!bare) {
            return optionalArguments();
        }
        return new Expr.CallArguments(List.of(postfix(primary())), List.of(), null, null);
    }
}
