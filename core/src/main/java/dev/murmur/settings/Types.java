package dev.murmur.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What may stand where: the words for each type of component, and the records behind interfaces.
record Types(Map<Class<?>, Choice> choices) {
    Types {
        choices = Map.copyOf(choices);
    }

    @Nullable Choice choice(Class<?> type) {
        return choices.get(type);
    }

    /// What is right, as in `must be <expected>`.
    String expected(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class
                    ? expected(generic.getActualTypeArguments()[0])
                    : "a list";
        }
        Class<?> plain = (Class<?>) type;
        Choice choice = choice(plain);
        if (choice != null) {
            return "a mapping with '"
                    + choice.key()
                    + "', one of "
                    + String.join(", ", choice.names());
        }
        if (plain.isRecord()) {
            return "a mapping with " + String.join(", ", Field.keys(plain));
        }
        return plain.isEnum()
                ? "one of " + String.join(", ", constants(plain))
                : Scalars.expected(plain);
    }

    /// The type itself, or what an `Optional` or a list holds.
    static Class<?> content(Type type) {
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getActualTypeArguments()[0]
                : (Class<?>) type;
    }

    static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Names.kebab((Enum<?>) constant))
                .toList();
    }
}
