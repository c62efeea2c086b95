package dev.murmur.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Python's `format % values`, with the conversions `s r d i f x`, flags `-` and `0`, width and
/// precision.
final class Printf {
    private final Budget budget;

    Printf(Budget budget) {
        this.budget = budget;
    }

    Text format(Text format, Value values) {
        List<Value> all =
                values instanceof Sequence tuple && tuple.isTuple()
                        ? tuple.items()
                        : List.of(values);
        TextBuilder out = budget.text();
        String s = format.string();
        int used = 0;
        int at = 0;
        while (at < s.length()) {
            int percent = s.indexOf('%', at);
            out.add(format, at, percent < 0 ? s.length() : percent);
            if (percent < 0) {
                break;
            }
            Conversion conversion = Conversion.parse(s, percent + 1);
            at = conversion.end();
            if (conversion.letter() == '%') {
                out.add("%");
            } else if (used == all.size()) {
                throw new JinjaException("not enough values for the format '" + s + "'");
            } else {
                out.add(convert(conversion, all.get(used++)));
            }
        }
        if (used < all.size() && !(values instanceof Dict)) {
            throw new JinjaException("more values than the format '" + s + "' takes");
        }
        return out.toText();
    }

    /// @param precision negative if none is given
    private record Conversion(
            boolean left, boolean zeros, int width, int precision, char letter, int end) {
        static Conversion parse(String s, int begin) {
            int at = begin;
            boolean left = false;
            boolean zeros = false;
            for (; at < s.length() && "-0".indexOf(s.charAt(at)) >= 0; at++) {
                left |= s.charAt(at) == '-';
                zeros |= s.charAt(at) == '0';
            }
            int widthEnd = digits(s, at);
            int width = number(s, at, widthEnd);
            at = widthEnd;
            int precision = -1;
            if (at < s.length() && s.charAt(at) == '.') {
                int end = digits(s, at + 1);
                precision = number(s, at + 1, end);
                at = end;
            }
            if (at >= s.length() || "srdifx%".indexOf(s.charAt(at)) < 0) {
                throw new JinjaException("'" + s + "' is not a format that is supported");
            }
            return new Conversion(left, zeros, width, precision, s.charAt(at), at + 1);
        }

        private static int digits(String s, int begin) {
            int end = begin;
            while (end < s.length() && s.charAt(end) >= '0' && s.charAt(end) <= '9') {
                end++;
            }
            return end;
        }

        private static int number(String s, int begin, int end) {
            if (end - begin > 4) {
                throw new JinjaException("a width of " + s.substring(begin, end) + " is too large");
            }
            return begin == end ? 0 : Integer.parseInt(s.substring(begin, end));
        }
    }

    private Text convert(Conversion how, Value value) {
        Text text = unpadded(how, value);
        boolean number = how.letter() != 's' && how.letter() != 'r';
        String direction = how.left() ? "ljust" : how.zeros() && number ? "zfill" : "rjust";
        String fill = direction.equals("zfill") ? "0" : " ";
        return new TextParts(budget).pad(text, direction, how.width(), fill);
    }

    private Text unpadded(Conversion how, Value value) {
        return switch (how.letter()) {
            case 's' -> cut(Repr.string(value, budget), how.precision());
            case 'r' -> cut(Repr.repr(value, budget), how.precision());
            case 'f' -> {
                int digits = how.precision() < 0 ? 6 : how.precision();
                yield Text.of(
                        new BigDecimal(finite(value))
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .toPlainString());
            }
            case 'x' -> Text.of(Long.toString(whole(value), 16));
            default -> Text.of(Long.toString(whole(value)));
        };
    }

    private static Text cut(Text text, int precision) {
        return precision < 0 || precision >= text.length()
                ? text
                : text.part(0, text.offset(precision));
    }

    private static double finite(Value value) {
        double number = Comparison.number(value);
        if (!Double.isFinite(number)) {
            throw new JinjaException("the conversion f needs a finite number");
        }
        return number;
    }

    private static long whole(Value value) {
        return value instanceof Value.Real(double real) ? (long) real : Comparison.whole(value);
    }
}
