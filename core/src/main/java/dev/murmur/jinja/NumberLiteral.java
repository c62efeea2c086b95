package dev.murmur.jinja;

/// Python's number literals.
final class NumberLiteral {
    private NumberLiteral() {}

    /// Where a literal that begins at `at` ends.
    ///
    /// @param realToo whether it may have a fraction or an exponent
    static int end(String source, int at, boolean realToo) {
        int prefixed = prefixed(source, at);
        if (prefixed > at) {
            return prefixed;
        }
        int end = digits(source, at, 10);
        if (!realToo) {
            return end;
        }
        if (charAt(source, end) == '.' && digits(source, end + 1, 10) > end + 1) {
            end = digits(source, end + 1, 10);
        }
        if ((charAt(source, end) | 0x20) == 'e') {
            int sign = "+-".indexOf(charAt(source, end + 1)) >= 0 ? 1 : 0;
            int exponent = digits(source, end + 1 + sign, 10);
            return exponent > end + 1 + sign ? exponent : end;
        }
        return end;
    }

    static boolean isReal(String literal) {
        return !isPrefixed(literal)
                && (literal.indexOf('.') >= 0
                        || literal.indexOf('e') >= 0
                        || literal.indexOf('E') >= 0);
    }

    static Value integer(String literal) {
        try {
            String digits = literal.replace("_", "");
            return isPrefixed(literal)
                    ? Value.of(Long.parseLong(digits.substring(2), radix(digits.charAt(1))))
                    : Value.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new JinjaException("the integer " + literal + " is larger than 64 bits");
        }
    }

    static Value real(String literal) {
        return new Value.Real(Double.parseDouble(literal.replace("_", "")));
    }

    private static boolean isPrefixed(String literal) {
        return literal.length() > 2 && radix(literal.charAt(1)) > 0;
    }

    private static int prefixed(String source, int at) {
        int radix = radix(charAt(source, at + 1));
        if (charAt(source, at) != '0' || radix == 0) {
            return at;
        }
        int end = digits(source, at + 2, radix);
        return end > at + 2 ? end : at;
    }

    private static int radix(char letter) {
        return switch (letter | 0x20) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
        };
    }

    private static int digits(String source, int at, int radix) {
        int end = at;
        while (isDigit(source, end, radix)
                || (end > at && charAt(source, end) == '_' && isDigit(source, end + 1, radix))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(String source, int at, int radix) {
        return Character.digit(charAt(source, at), radix) >= 0;
    }

    private static char charAt(String source, int index) {
        return index < source.length() ? source.charAt(index) : '\0';
    }
}
