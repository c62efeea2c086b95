package dev.murmur.jinja;

import java.util.List;

/// What a value gives when it is walked through.
final class Iteration {
    private Iteration() {}

    static List<Value> items(Value value, Budget budget) {
        return switch (value) {
            case Sequence list -> list.items();
            case Dict dict -> dict.keys();
            case Text text -> {
                budget.spend(text.string().length());
                String s = text.string();
                var characters = new java.util.ArrayList<Value>();
                for (int i = 0; i < s.length(); ) {
                    int next = i + Character.charCount(s.codePointAt(i));
                    characters.add(text.part(i, next));
                    i = next;
                }
                yield characters;
            }
            case Value.Undefined _ -> List.of();
            default -> throw new JinjaException("a " + value.type() + " cannot be iterated");
        };
    }
}
