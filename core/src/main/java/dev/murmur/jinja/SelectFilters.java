package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `map`, `select`, `reject` and their kin.
final class SelectFilters {
    static final Map<String, Filters.Filter> TABLE =
            Map.of(
                    "map", SelectFilters::map,
                    "select", (run, value, args) -> select(run, value, args, false, true),
                    "reject", (run, value, args) -> select(run, value, args, false, false),
                    "selectattr", (run, value, args) -> select(run, value, args, true, true),
                    "rejectattr", (run, value, args) -> select(run, value, args, true, false));

    private SelectFilters() {}

    private static Value map(Run run, Value value, Arguments arguments) {
        var mapped = new ArrayList<Value>();
        if (arguments.positional().isEmpty()) {
            Arguments given = arguments.accept("map", "attribute", "default");
            given.require("map", "attribute");
            for (Value item : run.items(value)) {
                Value found = attribute(run, item, given);
                mapped.add(found instanceof Value.Undefined ? given.get("default", found) : found);
            }
        } else {
            String filter = name("map", arguments);
            for (Value item : run.items(value)) {
                mapped.add(run.budget().pay(Filters.apply(run, filter, item, arguments.rest())));
            }
        }
        return Value.list(mapped);
    }

    private static Value select(
            Run run, Value value, Arguments arguments, boolean byAttribute, boolean wanted) {
        String path = byAttribute ? name("selectattr", arguments) : "";
        Arguments rest = byAttribute ? arguments.rest() : arguments;
        var selected = new ArrayList<Value>();
        for (Value item : run.items(value)) {
            Value tested = byAttribute ? follow(run, item, path) : item;
            if (holds(run, tested, rest) == wanted) {
                selected.add(item);
            }
        }
        return Value.list(selected);
    }

    private static boolean holds(Run run, Value value, Arguments arguments) {
        return arguments.positional().isEmpty()
                ? value.isTrue()
                : TestTable.holds(run, name("select", arguments), value, arguments.rest());
    }

    private static String name(String filter, Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new JinjaException(filter + " needs a name");
        }
        return TextMethods.text(filter, arguments.positional().getFirst()).string();
    }

    /// What the argument `attribute` names of an item, or the item itself.
    static Value attribute(Run run, Value item, Arguments given) {
        Value attribute = given.get("attribute", Values.NONE);
        return switch (attribute) {
            case Value.None _ -> item;
            case Value.Int _ -> run.members().item(item, attribute);
            default -> follow(run, item, TextMethods.text("attribute", attribute).string());
        };
    }

    /// A path with dots; digits are indices.
    private static Value follow(Run run, Value item, String path) {
        Value value = item;
        for (String part : List.of(path.split("\\.", -1))) {
            boolean index = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
            value = run.members().item(value, index ? NumberLiteral.integer(part) : Text.of(part));
        }
        return value;
    }
}
