package dev.murmur.jinja;

import java.util.List;

/// Python's `==`, `<` and `in`.
final class Comparison {
    private Comparison() {}

    static boolean holds(String operator, Value left, Value right, Budget budget) {
        budget.spend(Math.min(left.weight(), right.weight()) / 16);
        return switch (operator) {
            case "==" -> same(left, right);
            case "!=" -> !same(left, right);
            case "<" -> compare(operator, left, right) < 0;
            case ">" -> compare(operator, left, right) > 0;
            case "<=" -> compare(operator, left, right) <= 0;
            case ">=" -> compare(operator, left, right) >= 0;
            case "in" -> contains(right, left, budget);
            case "not in" -> !contains(right, left, budget);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    static boolean same(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return bothWhole(left, right)
                    ? whole(left) == whole(right)
                    : Double.compare(number(left) + 0.0, number(right) + 0.0) == 0;
        }
        if (left instanceof Value.Undefined && right instanceof Value.Undefined) {
            return true;
        }
        return left.equals(right);
    }

    static boolean sameItems(Sequence left, Sequence right) {
        if (left.isTuple() != right.isTuple() || left.length() != right.length()) {
            return false;
        }
        for (int i = 0; i < left.length(); i++) {
            if (!same(left.items().get(i), right.items().get(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean sameEntries(Dict left, Dict right) {
        if (left.length() != right.length()) {
            return false;
        }
        for (Dict.Entry entry : left.entries()) {
            Value other = right.get(entry.key());
            if (other == null || !same(entry.value(), other)) {
                return false;
            }
        }
        return true;
    }

    /// What represents a key among those equal to it.
    ///
    /// @throws JinjaException if the value can be no key
    static Value key(Value value) {
        return switch (value) {
            case Value.Bool(boolean bool) -> Value.of(bool ? 1L : 0L);
            case Value.Real(double real) when real == Math.rint(real) && Math.abs(real) < 1e15 ->
                    Value.of((long) real);
            case Sequence list when list.isTuple() ->
                    new Sequence(list.items().stream().map(Comparison::key).toList(), true);
            case Sequence _, Dict _ ->
                    throw new JinjaException("a " + value.type() + " cannot be a key");
            default -> value;
        };
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.Int
                || value instanceof Value.Real
                || value instanceof Value.Bool;
    }

    static boolean bothWhole(Value left, Value right) {
        return !(left instanceof Value.Real) && !(right instanceof Value.Real);
    }

    static long whole(Value number) {
        return switch (number) {
            case Value.Int(long value) -> value;
            case Value.Bool(boolean value) -> value ? 1 : 0;
            default -> throw new JinjaException("expected an integer, got " + number.type());
        };
    }

    static double number(Value number) {
        return number instanceof Value.Real(double value) ? value : whole(number);
    }

    /// Negative, zero or positive, as for a `Comparator`.
    static int compare(String operator, Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return bothWhole(left, right)
                    ? Long.compare(whole(left), whole(right))
                    : Double.compare(number(left) + 0.0, number(right) + 0.0);
        }
        if (left instanceof Text a && right instanceof Text b) {
            return compare(a.string(), b.string());
        }
        if (left instanceof Sequence a
                && right instanceof Sequence b
                && a.isTuple() == b.isTuple()) {
            return compareItems(operator, a.items(), b.items());
        }
        throw undefinedOr(
                left,
                right,
                "'"
                        + operator
                        + "' is not defined between "
                        + left.type()
                        + " and "
                        + right.type());
    }

    /// By code points, unlike Java's strings.
    private static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                boolean surrogates =
                        Character.isSurrogate(a.charAt(i)) != Character.isSurrogate(b.charAt(i));
                int order = Character.compare(a.charAt(i), b.charAt(i));
                return surrogates ? (Character.isSurrogate(a.charAt(i)) ? 1 : -1) : order;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareItems(String operator, List<Value> a, List<Value> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!same(a.get(i), b.get(i))) {
                return compare(operator, a.get(i), b.get(i));
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static boolean contains(Value container, Value wanted, Budget budget) {
        return switch (container) {
            case Text text -> {
                if (!(wanted instanceof Text part)) {
                    throw undefinedOr(
                            wanted, wanted, "'in' a str needs a str, got " + wanted.type());
                }
                yield text.string().contains(part.string());
            }
            case Sequence list -> {
                budget.spend(list.length());
                for (Value item : list.items()) {
                    budget.spend(Math.min(item.weight(), wanted.weight()) / 16);
                    if (same(item, wanted)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Dict dict -> dict.get(wanted) != null;
            case Value.Undefined _ -> false;
            default -> throw new JinjaException("'in' is not defined for " + container.type());
        };
    }

    /// The error of an undefined operand, or else of the operation.
    static JinjaException undefinedOr(Value left, Value right, String otherwise) {
        if (left instanceof Value.Undefined undefined) {
            return undefined.error();
        }
        return right instanceof Value.Undefined undefined
                ? undefined.error()
                : new JinjaException(otherwise);
    }
}
