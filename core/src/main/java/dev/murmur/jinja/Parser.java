package dev.murmur.jinja;

import dev.murmur.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Statements.
final class Parser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int loops; // around the current statement, inside the same macro
    private boolean generation;

    private Parser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    /// @param generation whether a `{% generation %}` block stands anywhere
    record Parsed(List<Node> nodes, boolean generation) {}

    /// @throws JinjaException with the line, if the source is not a template
    static Parsed parse(String source) {
        var parser = new Parser(Lexer.tokens(source));
        try {
            List<Node> nodes = parser.until(Set.of());
            return new Parsed(nodes, parser.generation);
        } catch (JinjaException e) {
            throw e.at(parser.tokens.current().line());
        }
    }

    /// Nodes up to a tag of one of these names, which is left in place.
    private List<Node> until(Set<String> ends) {
        var nodes = new ArrayList<Node>();
        while (true) {
            Token token = tokens.current();
            switch (token.kind()) {
                case END -> {
                    if (!ends.isEmpty()) {
                        throw new JinjaException(
                                "the template ends before " + String.join(" or ", sorted(ends)));
                    }
                    return nodes;
                }
                case DATA -> nodes.add(new Node.Data(Text.of(tokens.next().text())));
                case VARIABLE_BEGIN -> nodes.add(output());
                default -> {
                    tokens.expect(Kind.BLOCK_BEGIN, "text or a tag");
                    if (tokens.current().is(Kind.NAME) && ends.contains(tokens.current().text())) {
                        return nodes;
                    }
                    nodes.add(statement());
                }
            }
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private Node output() {
        int line = tokens.next().line();
        Expr value = expressions.tuple(true, false);
        tokens.expect(Kind.VARIABLE_END, "'}}'");
        return new Node.Output(value, line);
    }

    private Node statement() {
        tokens.enter();
        int line = tokens.current().line();
        String tag = tokens.expectName();
        Node node =
                switch (tag) {
                    case "if" -> ifElse();
                    case "for" -> forLoop(line);
                    case "set" -> set(line);
                    case "macro" -> macro();
                    case "call" -> call(line);
                    case "filter" -> filter(line);
                    case "with" -> with(line);
                    case "print" -> new Node.Output(expressions.tuple(true, false), line);
                    case "generation" -> generation();
                    case "break" -> inLoop(tag, new Node.Break());
                    case "continue" -> inLoop(tag, new Node.Continue());
                    default -> throw new JinjaException("unknown tag '" + tag + "'").at(line);
                };
        tokens.expect(Kind.BLOCK_END, "'%}'");
        tokens.leave();
        return node;
    }

    /// What stands between a tag and the tag that ends it; the latter's name is taken.
    private List<Node> body(String end) {
        List<Node> nodes = bodyUntil(Set.of(end));
        tokens.next();
        return nodes;
    }

    private List<Node> bodyUntil(Set<String> ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return until(ends);
    }

    private Node ifElse() {
        var branches = new ArrayList<Node.Branch>();
        String next;
        do {
            int line = tokens.current().line();
            Expr test = expressions.tuple(false, false);
            branches.add(new Node.Branch(test, bodyUntil(Set.of("elif", "else", "endif")), line));
            next = tokens.next().text();
        } while (next.equals("elif"));
        return new Node.If(branches, next.equals("else") ? body("endif") : List.of());
    }

    private Node forLoop(int line) {
        Node.Target target = targets(false, "in");
        tokens.expectName("in");
        Expr items = expressions.tuple(false, false);
        Expr filter = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        List<Node> body = bodyUntil(Set.of("endfor", "else"));
        loops--;
        List<Node> otherwise = tokens.next().text().equals("else") ? body("endfor") : List.of();
        return new Node.For(target, items, filter, recursive, body, otherwise, line);
    }

    private Node inLoop(String tag, Node node) {
        if (loops == 0) {
            throw new JinjaException("'" + tag + "' outside of a loop");
        }
        return node;
    }

    private Node set(int line) {
        Node.Target target = targets(true, "=");
        if (tokens.skipOperator("=")) {
            return new Node.Set(target, expressions.tuple(true, false), line);
        }
        List<Expr.Filter> filters = filters();
        return new Node.SetBlock(target, filters, body("endset"), line);
    }

    private List<Expr.Filter> filters() {
        var filters = new ArrayList<Expr.Filter>();
        while (tokens.skipOperator("|")) {
            filters.add(expressions.filter(null));
        }
        return filters;
    }

    private Node macro() {
        String name = assignable(tokens.expectName());
        return new Node.Macro(name, callable("endmacro"));
    }

    private Node call(int line) {
        List<Node.Parameter> parameters =
                tokens.current().isOperator("(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new JinjaException("'call' needs a call: {% call name(..) %}").at(line);
        }
        return new Node.CallBlock(call, callable(parameters, "endcall"), line);
    }

    private Node.Callable callable(String end) {
        return callable(parameters(), end);
    }

    private Node.Callable callable(List<Node.Parameter> parameters, String end) {
        Set<String> outside = expressions.swapNames(new HashSet<>());
        List<Node> body = outsideLoops(end);
        Set<String> used = expressions.swapNames(outside);
        outside.addAll(used);
        return new Node.Callable(parameters, body, used);
    }

    private List<Node> outsideLoops(String end) {
        int around = loops;
        loops = 0;
        List<Node> body = body(end);
        loops = around;
        return body;
    }

    private List<Node.Parameter> parameters() {
        var parameters = new ArrayList<Node.Parameter>();
        tokens.expectOperator("(");
        while (!tokens.current().isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            String name = assignable(tokens.expectName());
            Expr otherwise = tokens.skipOperator("=") ? expressions.expression() : null;
            boolean optional = !parameters.isEmpty() && parameters.getLast().otherwise() != null;
            if (optional && otherwise == null) {
                throw new JinjaException("'" + name + "' needs a default: the one before has one");
            }
            parameters.add(new Node.Parameter(name, otherwise));
        }
        tokens.expectOperator(")");
        return parameters;
    }

    private Node filter(int line) {
        var filters = new ArrayList<>(List.of(expressions.filter(null)));
        filters.addAll(filters());
        return new Node.FilterBlock(filters, body("endfilter"), line);
    }

    private Node with(int line) {
        var variables = new ArrayList<Node.Set>();
        while (!tokens.current().is(Kind.BLOCK_END)) {
            if (!variables.isEmpty()) {
                tokens.expectOperator(",");
            }
            Node.Target target = targets(false, "=");
            tokens.expectOperator("=");
            variables.add(new Node.Set(target, expressions.expression(), line));
        }
        return new Node.With(variables, body("endwith"));
    }

    private Node generation() {
        generation = true;
        return new Node.Generation(outsideLoops("endgeneration"));
    }

    /// One target, or several with commas up to `end`.
    private Node.Target targets(boolean members, String end) {
        var targets = new ArrayList<Node.Target>();
        boolean comma = false;
        while (!tokens.current().isName(end)
                && !tokens.current().isOperator(end)
                && !tokens.current().isOperator(")")) {
            targets.add(target(members));
            if (!tokens.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (targets.isEmpty()) {
            throw tokens.unexpected("a name");
        }
        return comma ? new Node.TupleTarget(targets) : targets.getFirst();
    }

    private Node.Target target(boolean members) {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            Node.Target inner = targets(members, ")");
            tokens.expectOperator(")");
            tokens.leave();
            return inner;
        }
        String name = assignable(tokens.expectName());
        if (members && tokens.skipOperator(".")) {
            return new Node.MemberTarget(name, tokens.expectName());
        }
        return new Node.NameTarget(name);
    }

    private String assignable(String name) {
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw new JinjaException("'" + name + "' cannot be assigned");
        }
        return name;
    }
}
