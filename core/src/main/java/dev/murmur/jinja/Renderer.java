package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs statements. Scopes are those of Jinja: loops, macros, `with` and blocks have their own,
/// anew for each turn of a loop; `if` has none.
final class Renderer {
    private final Run run;
    private final Budget budget;
    private final Evaluator evaluator;

    Renderer(Run run) {
        this.run = run;
        this.budget = run.budget();
        this.evaluator = new Evaluator(run);
    }

    /// How the statements after this one go on.
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    Text text(List<Node> nodes, Scope scope) {
        TextBuilder out = budget.text();
        run(nodes, scope, out);
        return budget.pay(out.toText());
    }

    private Flow run(List<Node> nodes, Scope scope, TextBuilder out) {
        for (Node node : nodes) {
            budget.step();
            budget.enter();
            Flow flow = run(node, scope, out);
            budget.leave();
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Node node, Scope scope, TextBuilder out) {
        switch (node) {
            case Node.Data(Text text) -> out.add(budget.pay(text));
            case Node.Output(Expr value, int line) ->
                    at(line, () -> out.add(budget.pay(run.string(evaluator.value(value, scope)))));
            case Node.If branches -> {
                return branch(branches, scope, out);
            }
            case Node.For loop -> loop(loop, scope, out);
            case Node.Set set -> set(set, scope, scope);
            case Node.SetBlock set ->
                    at(
                            set.line(),
                            () ->
                                    assign(
                                            set.target(),
                                            filtered(set.filters(), set.body(), scope),
                                            scope));
            case Node.Macro(String name, Node.Callable callable) ->
                    scope.set(name, macro(name, callable, scope));
            case Node.CallBlock call -> at(call.line(), () -> out.add(call(call, scope)));
            case Node.FilterBlock block ->
                    at(
                            block.line(),
                            () ->
                                    out.add(
                                            run.string(
                                                    filtered(
                                                            block.filters(),
                                                            block.body(),
                                                            scope))));
            case Node.With with -> {
                var inner = new Scope(scope);
                with.variables().forEach(variable -> set(variable, scope, inner));
                return run(with.body(), inner, out);
            }
            case Node.Generation(List<Node> body) ->
                    out.add(text(body, new Scope(scope)).marked(Text.GENERATED));
            case Node.Break _ -> {
                return Flow.BREAK;
            }
            case Node.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private static void at(int line, Runnable work) {
        try {
            work.run();
        } catch (JinjaException e) {
            throw e.at(line);
        }
    }

    private Flow branch(Node.If branches, Scope scope, TextBuilder out) {
        for (Node.Branch branch : branches.branches()) {
            boolean[] taken = new boolean[1];
            at(branch.line(), () -> taken[0] = evaluator.value(branch.test(), scope).isTrue());
            if (taken[0]) {
                return run(branch.body(), scope, out);
            }
        }
        return run(branches.otherwise(), scope, out);
    }

    private void loop(Node.For loop, Scope scope, TextBuilder out) {
        at(loop.line(), () -> turns(loop, evaluator.value(loop.items(), scope), 0, scope, out));
    }

    private void turns(Node.For loop, Value over, int level, Scope scope, TextBuilder out) {
        List<Value> items = kept(loop, run.items(over), scope);
        var state =
                new LoopState(items, level, loop.recursive() ? again(loop, level, scope) : null);
        for (int i = 0; i < items.size(); i++) {
            budget.step();
            state.moveTo(i);
            var turn = new Scope(scope);
            turn.set("loop", state);
            assign(loop.target(), items.get(i), turn);
            if (run(loop.body(), turn, out) == Flow.BREAK) {
                break;
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), new Scope(scope), out);
        }
    }

    private List<Value> kept(Node.For loop, List<Value> items, Scope scope) {
        if (loop.filter() == null) {
            return items;
        }
        var kept = new ArrayList<Value>();
        for (Value item : items) {
            var inner = new Scope(scope);
            assign(loop.target(), item, inner);
            if (evaluator.value(loop.filter(), inner).isTrue()) {
                kept.add(item);
            }
        }
        return kept;
    }

    private Function again(Node.For loop, int level, Scope scope) {
        return new Function(
                "loop",
                arguments -> {
                    budget.enter();
                    Value over = arguments.accept("loop", "iterable").require("loop", "iterable");
                    TextBuilder out = budget.text();
                    turns(loop, over, level + 1, scope, out);
                    budget.leave();
                    return out.toText();
                });
    }

    private void set(Node.Set set, Scope from, Scope to) {
        at(set.line(), () -> assign(set.target(), evaluator.value(set.value(), from), to));
    }

    private void assign(Node.Target target, Value value, Scope scope) {
        switch (target) {
            case Node.NameTarget(String name) -> scope.set(name, value);
            case Node.MemberTarget(String name, String member) -> {
                if (!(scope.get(name) instanceof Namespace namespace)) {
                    throw new JinjaException(
                            "'" + name + "." + member + "' can be set only on a namespace");
                }
                namespace.set(member, value);
            }
            case Node.TupleTarget(List<Node.Target> targets) -> {
                List<Value> items = run.items(value);
                if (items.size() != targets.size()) {
                    throw new JinjaException(
                            "expected " + targets.size() + " values, got " + items.size());
                }
                for (int i = 0; i < items.size(); i++) {
                    assign(targets.get(i), items.get(i), scope);
                }
            }
        }
    }

    private Value filtered(List<Expr.Filter> filters, List<Node> body, Scope scope) {
        Value value = text(body, new Scope(scope));
        for (Expr.Filter filter : filters) {
            value = evaluator.filter(filter, value, scope);
        }
        return value;
    }

    private Function macro(String name, Node.Callable callable, Scope scope) {
        return new Macro(name, callable, scope, this, evaluator).function();
    }

    private Text call(Node.CallBlock block, Scope scope) {
        Function caller = macro("caller", block.caller(), scope);
        return run.string(evaluator.call(block.call(), Map.of("caller", caller), scope));
    }
}
