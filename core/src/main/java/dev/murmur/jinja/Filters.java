package dev.murmur.jinja;

import java.util.HashMap;
import java.util.Map;

/// The filters by name.
final class Filters {
    /// `value | name(arguments)`
    @FunctionalInterface
    interface Filter {
        Value apply(Run run, Value value, Arguments arguments);
    }

    private static final Map<String, Filter> TABLE;

    static {
        var table = new HashMap<String, Filter>();
        table.putAll(TextFilters.TABLE);
        table.putAll(ListFilters.TABLE);
        table.putAll(SelectFilters.TABLE);
        table.putAll(NumberFilters.TABLE);
        table.put("default", Filters::otherwise);
        table.put("d", Filters::otherwise);
        table.put("tojson", (run, value, args) -> JsonText.apply(run.budget(), value, args));
        table.put("attr", Filters::attribute);
        TABLE = Map.copyOf(table);
    }

    private Filters() {}

    static boolean has(String name) {
        return TABLE.containsKey(name);
    }

    /// @throws JinjaException if there is no filter of this name
    static Value apply(Run run, String name, Value value, Arguments arguments) {
        Filter filter = TABLE.get(name);
        if (filter == null) {
            throw new JinjaException("there is no filter '" + name + "'");
        }
        run.budget().spend(1 + value.length() / 16);
        return filter.apply(run, value, arguments);
    }

    private static Value otherwise(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("default", "default_value", "boolean");
        boolean replaced =
                value instanceof Value.Undefined
                        || (given.get("boolean", Values.FALSE).isTrue() && !value.isTrue());
        return replaced ? given.get("default_value", Text.EMPTY) : value;
    }

    private static Value attribute(Run run, Value value, Arguments arguments) {
        Value name = arguments.accept("attr", "name").require("attr", "name");
        return value instanceof Dict
                ? new Value.Undefined("'dict object' has no attribute")
                : run.members().attribute(value, run.string(name).string());
    }
}
