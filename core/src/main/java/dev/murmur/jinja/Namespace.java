package dev.murmur.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/// The one value that a template can change: `namespace(..)`, by `{% set ns.name = .. %}`.
final class Namespace implements Value {
    private final Map<String, Value> members = new LinkedHashMap<>();

    Namespace(Map<String, Value> members) {
        this.members.putAll(members);
    }

    Value get(String name) {
        Value value = members.get(name);
        return value == null
                ? new Undefined("'namespace object' has no attribute '" + name + "'")
                : value;
    }

    void set(String name, Value value) {
        members.put(name, value);
    }

    @Override
    public String type() {
        return "namespace";
    }

    @Override
    public boolean isTrue() {
        return true;
    }
}
