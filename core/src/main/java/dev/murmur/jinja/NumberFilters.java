package dev.murmur.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Filters on and to numbers.
final class NumberFilters {
    static final Map<String, Filters.Filter> TABLE =
            Map.of(
                    "int", NumberFilters::integer,
                    "float", NumberFilters::real,
                    "abs", NumberFilters::size,
                    "round", NumberFilters::round);

    private NumberFilters() {}

    private static Value integer(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("int", "default", "base");
        Value otherwise = given.get("default", Value.of(0));
        long base = Comparison.whole(given.get("base", Value.of(10)));
        if (Comparison.isNumber(value)) {
            return value instanceof Value.Real(double real)
                    ? fromReal(real, otherwise)
                    : Value.of(Comparison.whole(value));
        }
        if (!(value instanceof Text text)) {
            return otherwise;
        }
        Value whole = parsed(text.string().strip().replace("_", ""), (int) base);
        if (whole != null) {
            return whole;
        }
        Double real = parsedReal(text.string());
        return real == null ? otherwise : fromReal(real, otherwise);
    }

    private static Value fromReal(double real, Value otherwise) {
        return Double.isFinite(real) && Math.abs(real) < 0x1p63 ? Value.of((long) real) : otherwise;
    }

    private static @Nullable Value parsed(String digits, int base) {
        String plain = base == 16 && digits.startsWith("0x") ? digits.substring(2) : digits;
        try {
            return Value.of(Long.parseLong(plain, base));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Value real(Run run, Value value, Arguments arguments) {
        Value otherwise = arguments.accept("float", "default").get("default", new Value.Real(0));
        if (Comparison.isNumber(value)) {
            return new Value.Real(Comparison.number(value));
        }
        Double real = value instanceof Text text ? parsedReal(text.string()) : null;
        return real == null ? otherwise : new Value.Real(real);
    }

    /// Java also takes `1d` and hexadecimal floats, Python does not.
    private static @Nullable Double parsedReal(String text) {
        String digits = text.strip();
        if (!digits.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
            return null;
        }
        try {
            return Double.valueOf(digits);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Value size(Run run, Value value, Arguments arguments) {
        arguments.accept("abs");
        if (value instanceof Value.Real(double real)) {
            return new Value.Real(Math.abs(real));
        }
        if (!Comparison.isNumber(value)) {
            throw Comparison.undefinedOr(value, value, "a " + value.type() + " has no size");
        }
        long whole = Comparison.whole(value);
        return whole < 0 ? new Arithmetic(run.budget()).negate(value) : Value.of(whole);
    }

    private static Value round(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("round", "precision", "method");
        long precision = Comparison.whole(given.get("precision", Value.of(0)));
        String method = run.string(given.get("method", Text.of("common"))).string();
        if (!Comparison.isNumber(value)) {
            throw Comparison.undefinedOr(value, value, "a " + value.type() + " cannot be rounded");
        }
        if (Math.abs(precision) > 100) {
            throw new JinjaException("round's precision is " + precision);
        }
        RoundingMode mode =
                switch (method) {
                    case "common" -> RoundingMode.HALF_EVEN;
                    case "ceil" -> RoundingMode.CEILING;
                    case "floor" -> RoundingMode.FLOOR;
                    default ->
                            throw new JinjaException(
                                    "round's method is '"
                                            + method
                                            + "', must be common, ceil or floor");
                };
        double number = Comparison.number(value);
        if (!Double.isFinite(number)) {
            return value;
        }
        double rounded = new BigDecimal(number).setScale((int) precision, mode).doubleValue();
        return value instanceof Value.Real || mode != RoundingMode.HALF_EVEN
                ? new Value.Real(rounded)
                : Value.of((long) rounded);
    }
}
