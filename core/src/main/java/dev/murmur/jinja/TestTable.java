package dev.murmur.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// The tests by name: `value is name(arguments)`.
final class TestTable {
    @FunctionalInterface
    private interface Check {
        boolean holds(Run run, Value value, Arguments arguments);
    }

    private static final Map<String, Check> TABLE;

    static {
        var table = new HashMap<String, Check>();
        kinds().forEach((name, kind) -> table.put(name, alone(name, kind)));
        comparisons()
                .forEach((name, operator) ->
                        table.put(
                                name,
                                (run, value, args) ->
                                        Comparison.holds(
                                                operator, value, other(name, args), run.budget())));
        table.put("sameas", (_, value, args) -> isSame(value, other("sameas", args)));
        table.put("divisibleby", (_, value, args) -> remainder(value, other("by", args)) == 0);
        table.put("odd", alone("odd", value -> remainder(value, Value.of(2)) == 1));
        table.put("even", alone("even", value -> remainder(value, Value.of(2)) == 0));
        table.put("upper", (run, value, _) -> LetterCase.isUpper(run.string(value).string()));
        table.put("lower", (run, value, _) -> LetterCase.isLower(run.string(value).string()));
        table.put(
                "filter",
                alone("filter", value -> value instanceof Text t && Filters.has(t.string())));
        table.put("test", alone("test", value -> value instanceof Text t && has(t.string())));
        TABLE = Map.copyOf(table);
    }

    private TestTable() {}

    private static Map<String, Predicate<Value>> kinds() {
        return Map.ofEntries(
                Map.entry("defined", value -> !(value instanceof Value.Undefined)),
                Map.entry("undefined", value -> value instanceof Value.Undefined),
                Map.entry("none", value -> value instanceof Value.None),
                Map.entry("string", value -> value instanceof Text),
                Map.entry("number", Comparison::isNumber),
                Map.entry("integer", value -> value instanceof Value.Int),
                Map.entry("float", value -> value instanceof Value.Real),
                Map.entry("boolean", value -> value instanceof Value.Bool),
                Map.entry("true", value -> value.equals(Values.TRUE)),
                Map.entry("false", value -> value.equals(Values.FALSE)),
                Map.entry("mapping", value -> value instanceof Dict),
                Map.entry("iterable", TestTable::isSequence),
                Map.entry("sequence", value -> isSequence(value) && !(value instanceof LoopState)),
                Map.entry(
                        "callable",
                        value ->
                                value instanceof Function
                                        || value instanceof LoopState
                                        || value instanceof Value.Undefined),
                Map.entry("escaped", _ -> false));
    }

    private static boolean isSequence(Value value) {
        return value instanceof Text
                || value instanceof Sequence
                || value instanceof Dict
                || value instanceof LoopState
                || value instanceof Value.Undefined;
    }

    private static Map<String, String> comparisons() {
        return Map.ofEntries(
                Map.entry("eq", "=="),
                Map.entry("equalto", "=="),
                Map.entry("==", "=="),
                Map.entry("ne", "!="),
                Map.entry("!=", "!="),
                Map.entry("lt", "<"),
                Map.entry("lessthan", "<"),
                Map.entry("<", "<"),
                Map.entry("gt", ">"),
                Map.entry("greaterthan", ">"),
                Map.entry(">", ">"),
                Map.entry("le", "<="),
                Map.entry("<=", "<="),
                Map.entry("ge", ">="),
                Map.entry(">=", ">="),
                Map.entry("in", "in"));
    }

    static boolean has(String name) {
        return TABLE.containsKey(name);
    }

    /// @throws JinjaException if there is no test of this name
    static boolean holds(Run run, String name, Value value, Arguments arguments) {
        Check check = TABLE.get(name);
        if (check == null) {
            throw new JinjaException("there is no test '" + name + "'");
        }
        return check.holds(run, value, arguments);
    }

    private static Check alone(String name, Predicate<Value> kind) {
        return (_, value, arguments) -> {
            arguments.accept(name);
            return kind.test(value);
        };
    }

    private static Value other(String name, Arguments arguments) {
        return arguments.accept(name, "other").require(name, "other");
    }

    private static long remainder(Value value, Value divisor) {
        if (!Comparison.isNumber(value)) {
            throw Comparison.undefinedOr(value, value, "a " + value.type() + " is not divisible");
        }
        long by = Comparison.whole(divisor);
        if (by == 0) {
            throw new JinjaException("division by zero");
        }
        return value instanceof Value.Real(double real)
                ? (real % by == 0 ? 0 : -1)
                : Math.floorMod(Comparison.whole(value), by);
    }

    @SuppressWarnings("ReferenceEquality") // is what the test asks for
    private static boolean isSame(Value a, Value b) {
        boolean small = a instanceof Value.Int || a instanceof Value.Bool || a.isNone();
        return small ? a.equals(b) : a == b;
    }
}
