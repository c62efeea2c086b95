package dev.murmur.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a call passes.
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Value... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    /// All of them by name.
    ///
    /// @throws JinjaException if there are more, others, or one twice
    Arguments accept(String function, String... names) {
        if (positional.size() > names.length) {
            throw new JinjaException(
                    function
                            + " takes at most "
                            + names.length
                            + " arguments, got "
                            + positional.size());
        }
        var all = new LinkedHashMap<String, Value>();
        for (int i = 0; i < positional.size(); i++) {
            all.put(names[i], positional.get(i));
        }
        named.forEach((name, value) -> {
            if (!List.of(names).contains(name) || all.put(name, value) != null) {
                throw new JinjaException(function + " got an unexpected argument '" + name + "'");
            }
        });
        return new Arguments(List.of(), all);
    }

    @Nullable Value find(String name) {
        return named.get(name);
    }

    Value get(String name, Value otherwise) {
        Value value = named.get(name);
        return value == null ? otherwise : value;
    }

    Value require(String function, String name) {
        Value value = named.get(name);
        if (value == null) {
            throw new JinjaException(function + " needs the argument '" + name + "'");
        }
        return value;
    }

    /// Without the first positional one.
    Arguments rest() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }
}
