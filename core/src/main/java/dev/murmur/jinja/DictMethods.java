package dev.murmur.jinja;

import org.jspecify.annotations.Nullable;

/// The methods of a dictionary that do not change it.
final class DictMethods {
    private DictMethods() {}

    static @Nullable Value find(Dict dict, String name) {
        return switch (name) {
            case "items" -> none(name, () -> Value.list(dict.items()));
            case "keys" -> none(name, () -> Value.list(dict.keys()));
            case "values" -> none(name, () -> Value.list(dict.values()));
            case "copy" -> none(name, () -> dict);
            case "get" ->
                    new Function(
                            name,
                            arguments -> {
                                Arguments given = arguments.accept(name, "key", "default");
                                Value value = dict.get(given.require(name, "key"));
                                return value == null ? given.get("default", Values.NONE) : value;
                            });
            default -> null;
        };
    }

    private static Value none(String name, java.util.function.Supplier<Value> result) {
        return new Function(
                name,
                arguments -> {
                    arguments.accept(name);
                    return result.get();
                });
    }
}
