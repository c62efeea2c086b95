package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;

/// Python's `+ - * / // % **`.
final class Arithmetic {
    private final Budget budget;

    Arithmetic(Budget budget) {
        this.budget = budget;
    }

    Value apply(String operator, Value left, Value right) {
        if (Comparison.isNumber(left) && Comparison.isNumber(right)) {
            return numbers(operator, left, right);
        }
        if (operator.equals("%") && left instanceof Text format) {
            return new Printf(budget).format(format, right);
        }
        return switch (operator) {
            case "+" -> plus(left, right);
            case "*" -> times(left, right);
            default -> throw unsupported(operator, left, right);
        };
    }

    Value negate(Value value) {
        return switch (value) {
            case Value.Real(double real) -> new Value.Real(-real);
            case Value.Int _, Value.Bool _ -> numbers("-", Value.of(0), value);
            default ->
                    throw Comparison.undefinedOr(
                            value, value, "a " + value.type() + " has no sign");
        };
    }

    Value plus(Value value) {
        return switch (value) {
            case Value.Real real -> real;
            case Value.Int _, Value.Bool _ -> Value.of(Comparison.whole(value));
            default ->
                    throw Comparison.undefinedOr(
                            value, value, "a " + value.type() + " has no sign");
        };
    }

    private Value plus(Value left, Value right) {
        if (left instanceof Text a && right instanceof Text b) {
            return budget.text().add(a).add(b).toText();
        }
        if (left instanceof Sequence a
                && right instanceof Sequence b
                && a.isTuple() == b.isTuple()) {
            List<Value> all = new ArrayList<>(a.items());
            all.addAll(b.items());
            return new Sequence(all, a.isTuple());
        }
        throw unsupported("+", left, right);
    }

    private Value times(Value left, Value right) {
        if (left instanceof Value.Int || left instanceof Value.Bool) {
            return repeated(right, Comparison.whole(left), left);
        }
        if (right instanceof Value.Int || right instanceof Value.Bool) {
            return repeated(left, Comparison.whole(right), right);
        }
        throw unsupported("*", left, right);
    }

    private Value repeated(Value value, long times, Value number) {
        long count = Math.max(0, Math.min(times, Integer.MAX_VALUE));
        return switch (value) {
            case Text text -> {
                budget.requireLength(count * text.string().length());
                TextBuilder all = budget.text();
                for (long i = 0; i < count && text.isTrue(); i++) {
                    all.add(text);
                }
                yield all.toText();
            }
            case Sequence list -> {
                budget.requireLength(count * list.length());
                var all = new ArrayList<Value>();
                for (long i = 0; i < count && list.isTrue(); i++) {
                    all.addAll(list.items());
                }
                yield new Sequence(all, list.isTuple());
            }
            default -> throw unsupported("*", value, number);
        };
    }

    private static Value numbers(String operator, Value left, Value right) {
        boolean whole = Comparison.bothWhole(left, right) && !operator.equals("/");
        try {
            return whole
                    ? whole(operator, Comparison.whole(left), Comparison.whole(right))
                    : new Value.Real(
                            real(operator, Comparison.number(left), Comparison.number(right)));
        } catch (ArithmeticException e) {
            throw new JinjaException("the result of " + operator + " is larger than 64 bits");
        }
    }

    private static Value whole(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Value.of(Math.addExact(a, b));
            case "-" -> Value.of(Math.subtractExact(a, b));
            case "*" -> Value.of(Math.multiplyExact(a, b));
            case "//" -> Value.of(Math.floorDivExact(a, nonZero(b)));
            case "%" -> Value.of(Math.floorMod(a, nonZero(b)));
            case "**" ->
                    b < 0
                            ? new Value.Real(Math.pow((double) nonZero(a), (double) b))
                            : Value.of(power(a, b));
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static double real(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / nonZero(b);
            case "//" -> Math.floor(a / nonZero(b));
            case "%" -> a - Math.floor(a / nonZero(b)) * b;
            case "**" -> Math.pow(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static long power(long base, long exponent) {
        if (exponent > 64 && Math.abs(base) > 1) {
            throw new ArithmeticException();
        }
        long odd = base == -1 && exponent % 2 == 0 ? 1 : base;
        long result = 1;
        for (long i = 0; i < Math.min(exponent, 64); i++) {
            if (Math.abs(base) <= 1) {
                return odd;
            }
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new JinjaException("division by zero");
        }
        return divisor;
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw new JinjaException("division by zero");
        }
        return divisor;
    }

    private static JinjaException unsupported(String operator, Value left, Value right) {
        return Comparison.undefinedOr(
                left,
                right,
                "'"
                        + operator
                        + "' is not defined between "
                        + left.type()
                        + " and "
                        + right.type());
    }
}
