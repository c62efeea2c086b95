package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of expressions.
final class Evaluator {
    private final Run run;
    private final Budget budget;
    private final Arithmetic arithmetic;

    Evaluator(Run run) {
        this.run = run;
        this.budget = run.budget();
        this.arithmetic = new Arithmetic(budget);
    }

    Value value(Expr expr, Scope scope) {
        budget.step();
        budget.enter();
        Value value =
                switch (expr) {
                    case Expr.Literal(Value literal) -> literal;
                    case Expr.Name(String name) -> scope.get(name);
                    case Expr.ListOf(List<Expr> items, boolean tuple) ->
                            budget.pay(new Sequence(values(items, scope), tuple));
                    case Expr.DictOf(List<Expr.Pair> pairs) -> budget.pay(dict(pairs, scope));
                    case Expr.Attribute(Expr of, String name) ->
                            run.members().attribute(value(of, scope), name);
                    case Expr.Item(Expr of, Expr index) ->
                            run.members().item(value(of, scope), value(index, scope));
                    case Expr.Slice slice -> budget.pay(slice(slice, scope));
                    case Expr.Call call -> budget.pay(call(call, Map.of(), scope));
                    case Expr.Filter filter -> budget.pay(filter(filter, null, scope));
                    case Expr.Test test -> Value.of(test(test, scope));
                    case Expr.Minus(Expr of) -> arithmetic.negate(value(of, scope));
                    case Expr.Plus(Expr of) -> arithmetic.plus(value(of, scope));
                    case Expr.Not(Expr of) -> Value.of(!value(of, scope).isTrue());
                    case Expr.And(Expr left, Expr right) -> {
                        Value first = value(left, scope);
                        yield first.isTrue() ? value(right, scope) : first;
                    }
                    case Expr.Or(Expr left, Expr right) -> {
                        Value first = value(left, scope);
                        yield first.isTrue() ? first : value(right, scope);
                    }
                    case Expr.Binary(String operator, Expr left, Expr right) ->
                            budget.pay(
                                    arithmetic.apply(
                                            operator, value(left, scope), value(right, scope)));
                    case Expr.Concat(List<Expr> parts) -> budget.pay(concat(parts, scope));
                    case Expr.Compare compare -> Value.of(compare(compare, scope));
                    case Expr.Conditional conditional -> conditional(conditional, scope);
                };
        budget.leave();
        return value;
    }

    private List<Value> values(List<Expr> exprs, Scope scope) {
        var values = new ArrayList<Value>();
        for (Expr expr : exprs) {
            values.add(value(expr, scope));
        }
        return values;
    }

    private Dict dict(List<Expr.Pair> pairs, Scope scope) {
        var entries = new ArrayList<Dict.Entry>();
        for (Expr.Pair pair : pairs) {
            entries.add(new Dict.Entry(value(pair.key(), scope), value(pair.value(), scope)));
        }
        return new Dict(entries);
    }

    private Value slice(Expr.Slice slice, Scope scope) {
        return run.members()
                .slice(
                        value(slice.of(), scope),
                        bound(slice.begin(), scope),
                        bound(slice.end(), scope),
                        bound(slice.step(), scope));
    }

    private Value bound(@Nullable Expr bound, Scope scope) {
        return bound == null ? Values.NONE : value(bound, scope);
    }

    /// @param more named arguments that are not written in the call
    Value call(Expr.Call call, Map<String, Value> more, Scope scope) {
        Value function = value(call.function(), scope);
        Arguments arguments = arguments(call.arguments(), more, scope);
        return switch (function) {
            case Function callable -> callable.call(arguments);
            case LoopState loop -> loop.call(arguments);
            default ->
                    throw Comparison.undefinedOr(
                            function, function, "a " + function.type() + " cannot be called");
        };
    }

    private Arguments arguments(Expr.CallArguments written, Map<String, Value> more, Scope scope) {
        List<Value> positional = values(written.positional(), scope);
        Map<String, Value> named = new LinkedHashMap<>(more);
        for (Expr.Named each : written.named()) {
            put(named, each.name(), value(each.value(), scope));
        }
        if (written.list() != null) {
            positional.addAll(run.items(value(written.list(), scope)));
        }
        if (written.dict() != null) {
            if (!(value(written.dict(), scope) instanceof Dict dict)) {
                throw new JinjaException("** needs a dict");
            }
            for (Dict.Entry entry : dict.entries()) {
                put(named, TextMethods.text("**", entry.key()).string(), entry.value());
            }
        }
        return new Arguments(positional, named);
    }

    private static void put(Map<String, Value> named, String name, Value value) {
        if (named.put(name, value) != null) {
            throw new JinjaException("the argument '" + name + "' is given twice");
        }
    }

    /// @param of what a block says, where the filter has no value of its own
    Value filter(Expr.Filter filter, @Nullable Value of, Scope scope) {
        Value value = filter.of() == null ? of : value(filter.of(), scope);
        return Filters.apply(
                run,
                filter.name(),
                value == null ? Text.EMPTY : value,
                arguments(filter.arguments(), Map.of(), scope));
    }

    private boolean test(Expr.Test test, Scope scope) {
        Value value = value(test.of(), scope);
        return TestTable.holds(
                run, test.name(), value, arguments(test.arguments(), Map.of(), scope));
    }

    private Value concat(List<Expr> parts, Scope scope) {
        TextBuilder all = budget.text();
        for (Value part : values(parts, scope)) {
            all.add(run.string(part));
        }
        return all.toText();
    }

    private boolean compare(Expr.Compare compare, Scope scope) {
        Value left = value(compare.first(), scope);
        for (Expr.Operand operand : compare.operands()) {
            Value right = value(operand.right(), scope);
            if (!Comparison.holds(operand.operator(), left, right, budget)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Value conditional(Expr.Conditional conditional, Scope scope) {
        if (value(conditional.test(), scope).isTrue()) {
            return value(conditional.then(), scope);
        }
        return conditional.otherwise() == null
                ? new Value.Undefined("the inline if is false and has no else")
                : value(conditional.otherwise(), scope);
    }
}
