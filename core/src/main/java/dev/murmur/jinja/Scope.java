package dev.murmur.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and their values; those that are not here are looked up outside.
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Value> values = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Value get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Value value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Value.Undefined("'" + name + "' is undefined");
    }

    void set(String name, Value value) {
        values.put(name, value);
    }
}
