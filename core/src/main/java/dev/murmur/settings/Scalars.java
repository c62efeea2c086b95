package dev.murmur.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Text to numbers, truth values, text and paths, by what is wanted rather than by how it looks: a
/// name may be `123` or `yes`, and `1e-6` is a number although YAML 1.1 says it is not.
final class Scalars {
    private Scalars() {}

    static Optional<Object> parse(Class<?> type, YamlTree.Scalar scalar) {
        String text = scalar.text();
        return switch (kind(type)) {
            case TEXT -> Optional.of(text);
            case PATH -> path(text);
            case _ when scalar.quoted() -> Optional.empty();
            case INT -> whole(text).filter(v -> v == v.intValue()).map(Long::intValue);
            case LONG -> whole(text).map(Object.class::cast);
            case NUMBER -> number(text).map(Object.class::cast);
            case TRUTH -> truth(text);
        };
    }

    /// What is right, as in `must be <expected>`.
    static String expected(Class<?> type) {
        return switch (kind(type)) {
            case TEXT -> "text";
            case PATH -> "a path";
            case INT, LONG -> "a whole number";
            case NUMBER -> "a number";
            case TRUTH -> "true or false";
        };
    }

    /// The same, for a value that was not right.
    static String expected(Class<?> type, YamlTree.Scalar wrong) {
        boolean tooLarge = !wrong.quoted() && wrong.text().matches("[-+]?\\d+");
        return expected(type)
                + switch (kind(type)) {
                    case INT -> tooLarge ? " of at most " + Integer.MAX_VALUE : "";
                    case LONG -> tooLarge ? " of at most " + Long.MAX_VALUE : "";
                    default -> "";
                };
    }

    private enum Kind {
        TEXT,
        PATH,
        INT,
        LONG,
        NUMBER,
        TRUTH
    }

    private static Kind kind(Class<?> type) {
        return switch (type.getName()) {
            case "java.lang.String" -> Kind.TEXT;
            case "java.nio.file.Path" -> Kind.PATH;
            case "int", "java.lang.Integer" -> Kind.INT;
            case "long", "java.lang.Long" -> Kind.LONG;
            case "double", "java.lang.Double" -> Kind.NUMBER;
            case "boolean", "java.lang.Boolean" -> Kind.TRUTH;
            default -> throw new IllegalStateException("no YAML spelling for " + type.getName());
        };
    }

    private static Optional<Object> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Double> number(String text) {
        return Optional.of(text)
                .filter(t -> t.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?"))
                .map(Double::parseDouble)
                .filter(Double::isFinite);
    }

    private static Optional<Object> truth(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
