package dev.murmur.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A [YamlTree] to objects. What cannot be bound is noted among the problems and is null here.
final class Binder {
    private static final Pattern NEIGHBOUR = Pattern.compile("<(\\w+)>");

    private final Types types;
    private final Problems problems;

    Binder(Types types, Problems problems) {
        this.types = types;
        this.problems = problems;
    }

    @Nullable Object bind(Type type, YamlTree tree, String path) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            return generic.getRawType() == Optional.class
                    ? optional(argument, tree, path)
                    : list(argument, tree, path);
        }
        Class<?> plain = (Class<?>) type;
        if (tree.isNull()) {
            String what = path.isEmpty() ? "is empty" : "has no value";
            return wrong(tree, path, what, types.expected(type));
        }
        Choice choice = types.choice(plain);
        if (choice != null) {
            return choice(plain, choice, tree, path);
        }
        if (plain.isRecord()) {
            return tree instanceof YamlTree.Mapping mapping
                    ? new RecordBinder(plain, mapping, path).bind(List.of())
                    : mistaken(tree, path, types.expected(plain));
        }
        if (!(tree instanceof YamlTree.Scalar scalar)) {
            return mistaken(tree, path, types.expected(plain));
        }
        return plain.isEnum() ? constant(plain, scalar, path) : scalar(plain, scalar, path);
    }

    private @Nullable Object optional(Type argument, YamlTree tree, String path) {
        if (tree.isNull()) {
            return Optional.empty();
        }
        Object value = bind(argument, tree, path);
        return value == null ? null : Optional.of(value);
    }

    private @Nullable Object list(Type argument, YamlTree tree, String path) {
        if (!(tree instanceof YamlTree.Sequence sequence)) {
            return mistaken(tree, path, "a list");
        }
        List<Object> values = new ArrayList<>();
        for (YamlTree item : sequence.items()) {
            Object value = bind(argument, item, path + "[" + values.size() + "]");
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return List.copyOf(values);
    }

    private @Nullable Object scalar(Class<?> type, YamlTree.Scalar scalar, String path) {
        Optional<Object> value = Scalars.parse(type, scalar);
        return value.isPresent()
                ? value.get()
                : mistaken(scalar, path, Scalars.expected(type, scalar));
    }

    private @Nullable Object constant(Class<?> type, YamlTree.Scalar scalar, String path) {
        for (Object constant : type.getEnumConstants()) {
            if (Names.kebab((Enum<?>) constant).equals(scalar.text())) {
                return constant;
            }
        }
        problems.add(scalar.at(), unknownName(path, scalar, Types.constants(type)));
        return null;
    }

    private @Nullable Object choice(Class<?> type, Choice choice, YamlTree tree, String path) {
        if (!(tree instanceof YamlTree.Mapping mapping)) {
            return mistaken(tree, path, types.expected(type));
        }
        String key = Names.join(path, choice.key());
        YamlTree name = mapping.entries().get(choice.key());
        if (name == null || name.isNull()) {
            return wrong(mapping, key, "is missing", "one of " + String.join(", ", choice.names()));
        }
        if (!(name instanceof YamlTree.Scalar scalar)) {
            return mistaken(name, key, "one of " + String.join(", ", choice.names()));
        }
        Class<?> record = choice.records().get(scalar.text());
        if (record == null) {
            problems.add(scalar.at(), unknownName(key, scalar, choice.names()));
            return null;
        }
        return new RecordBinder(record, mapping, path).bind(List.of(choice.key()));
    }

    private static String unknownName(String path, YamlTree.Scalar scalar, List<String> known) {
        return path + " is '" + scalar.text() + "'" + Names.hint(scalar.text(), known);
    }

    private @Nullable Object mistaken(YamlTree tree, String path, String expected) {
        return wrong(tree, path, "is " + tree.describe(), expected);
    }

    private @Nullable Object wrong(YamlTree tree, String path, String what, String expected) {
        String subject = path.isEmpty() ? "the file" : path;
        problems.add(tree.at(), subject + " " + what + ", must be " + expected);
        return null;
    }

    /// One mapping to one record.
    private final class RecordBinder {
        private final Class<?> record;
        private final YamlTree.Mapping mapping;
        private final String path;
        private final List<Field> fields;

        RecordBinder(Class<?> record, YamlTree.Mapping mapping, String path) {
            this.record = record;
            this.mapping = mapping;
            this.path = path;
            this.fields = Field.of(record);
        }

        /// @param others keys that belong here although the record has no such component
        @Nullable Object bind(List<String> others) {
            List<String> known = new ArrayList<>(others);
            fields.forEach(field -> known.add(field.key()));
            mapping.entries().forEach((key, value) -> requireKnown(key, value, known));
            List<@Nullable Object> values = new ArrayList<>();
            fields.forEach(field -> values.add(value(field)));
            return values.contains(null) ? null : construct(values.toArray());
        }

        private void requireKnown(String key, YamlTree value, List<String> known) {
            if (!known.contains(key)) {
                problems.add(
                        value.at(),
                        Names.join(path, key) + " is not a known key" + Names.hint(key, known));
            }
        }

        private @Nullable Object value(Field field) {
            String key = Names.join(path, field.key());
            YamlTree given = mapping.entries().get(field.key());
            if (given != null) {
                return Binder.this.bind(field.type(), given, key);
            }
            if (field.absent().isPresent()) {
                return Binder.this.bind(field.type(), absent(field.absent().get()), key);
            }
            String expected = types.expected(field.type()) + " (" + field.doc() + ")";
            return wrong(mapping, key, "is missing", expected);
        }

        private YamlTree absent(String yaml) {
            YamlTree tree = TreeParser.value(mapping.at(), yaml, problems).orElseThrow();
            return tree instanceof YamlTree.Scalar scalar
                    ? new YamlTree.Scalar(withNeighbours(scalar.text()), scalar.quoted(), tree.at())
                    : tree;
        }

        private String withNeighbours(String text) {
            return NEIGHBOUR
                    .matcher(text)
                    .replaceAll(match ->
                            mapping.entries().get(match.group(1))
                                            instanceof YamlTree.Scalar neighbour
                                    ? Matcher.quoteReplacement(neighbour.text())
                                    : "");
        }

        private @Nullable Object construct(@Nullable Object[] values) {
            Class<?>[] parameters =
                    fields.stream().map(f -> f.component().getType()).toArray(Class<?>[]::new);
            try {
                return record.getDeclaredConstructor(parameters).newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException refused)) {
                    throw new IllegalStateException("cannot make " + record.getName(), e);
                }
                String.valueOf(refused.getMessage()).lines().forEach(this::refuse);
                return null;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make " + record.getName(), e);
            }
        }

        /// Finds the line of the key with which a constructor's message begins, here or in a
        /// section below. The key may be led by the name of this section: `loss.beta is -1, ...`.
        private void refuse(String message) {
            String subject = message.split(" ", 2)[0];
            List<String> keys = Arrays.asList(subject.split("\\."));
            List<String> own = Field.keys(record);
            int first = 0;
            while (first < keys.size() && !own.contains(keys.get(first))) {
                first++;
            }
            if (first == keys.size()) {
                problems.add(mapping.at(), path.isEmpty() ? message : path + ": " + message);
                return;
            }
            List<String> found = keys.subList(first, keys.size());
            problems.add(
                    place(found),
                    Names.join(path, String.join(".", found))
                            + message.substring(subject.length()));
        }

        private String place(List<String> keys) {
            YamlTree deepest = mapping;
            for (String key : keys) {
                Map<String, YamlTree> entries =
                        deepest instanceof YamlTree.Mapping m ? m.entries() : Map.of();
                deepest = entries.getOrDefault(key, deepest);
            }
            return deepest.at();
        }
    }
}
