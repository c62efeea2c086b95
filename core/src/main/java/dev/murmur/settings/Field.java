package dev.murmur.settings;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A component of a settings record as YAML sees it.
///
/// @param key snake_case
/// @param absent the YAML that an absent key stands for, if it may be absent
record Field(
        String key, Type type, Optional<String> absent, String doc, RecordComponent component) {
    static List<Field> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(Field::of).toList();
    }

    private static Field of(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException(
                    component.getDeclaringRecord().getName()
                            + "."
                            + component.getName()
                            + " has no @Doc");
        }
        Default byDefault = component.getAnnotation(Default.class);
        Optional<String> absent =
                byDefault != null
                        ? Optional.of(byDefault.value())
                        : Optional.of("null").filter(_ -> component.getType() == Optional.class);
        return new Field(
                Names.snake(component.getName()),
                component.getGenericType(),
                absent,
                doc.value(),
                component);
    }

    static List<String> keys(Class<?> record) {
        return of(record).stream().map(Field::key).toList();
    }
}
