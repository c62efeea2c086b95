package dev.murmur.jinja;

import org.jspecify.annotations.Nullable;

/// The methods of a list that do not change it.
final class ListMethods {
    private ListMethods() {}

    static @Nullable Value find(Sequence list, String name, Budget budget) {
        return switch (name) {
            case "count" ->
                    new Function(
                            name,
                            arguments -> Value.of(count(list, wanted(name, arguments), budget)));
            case "index" ->
                    new Function(
                            name,
                            arguments -> Value.of(index(list, wanted(name, arguments), budget)));
            case "copy" ->
                    new Function(
                            name,
                            arguments -> {
                                arguments.accept(name);
                                return list;
                            });
            default -> null;
        };
    }

    private static Value wanted(String name, Arguments arguments) {
        return arguments.accept(name, "value").require(name, "value");
    }

    private static long count(Sequence list, Value wanted, Budget budget) {
        return list.items().stream()
                .filter(item -> Comparison.holds("==", item, wanted, budget))
                .count();
    }

    private static long index(Sequence list, Value wanted, Budget budget) {
        for (int i = 0; i < list.length(); i++) {
            if (Comparison.holds("==", list.items().get(i), wanted, budget)) {
                return i;
            }
        }
        throw new JinjaException("the list has no such element");
    }
}
