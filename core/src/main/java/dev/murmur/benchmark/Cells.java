package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Reads fields of a row of benchmark data. A message names the field; who reads the file adds
/// where.
final class Cells {
    private Cells() {}

    /// A row that is not what it should be.
    static final class CellException extends RuntimeException {
        CellException(String message) {
            super(message);
        }
    }

    static String text(JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual()) {
            throw wrong(row, name, "a text");
        }
        return value.textValue();
    }

    /// What a row is called: a text, or a number.
    static String id(JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw wrong(row, name, "a text or a whole number");
        }
        return value.asText();
    }

    static List<String> texts(JsonNode row, String name) {
        return list(row, name, "a list of texts", JsonNode::isTextual).stream()
                .map(JsonNode::textValue)
                .toList();
    }

    static List<Integer> wholes(JsonNode row, String name) {
        return list(row, name, "a list of whole numbers", JsonNode::isIntegralNumber).stream()
                .map(JsonNode::intValue)
                .toList();
    }

    /// A whole number, or a text of one.
    static int whole(JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (value.isIntegralNumber()) {
            return value.intValue();
        }
        try {
            return Integer.parseInt(value.asText());
        } catch (NumberFormatException e) {
            throw wrong(row, name, "a whole number");
        }
    }

    /// A whole number from 0, or a text of one, also of one with a decimal point.
    static int natural(JsonNode row, String name) {
        double value = number(row, name);
        if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
            throw wrong(row, name, "a whole number from 0");
        }
        return (int) value;
    }

    /// A number, or a text of one.
    static double number(JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (value.isNumber()) {
            return value.doubleValue();
        }
        try {
            return Double.parseDouble(value.asText());
        } catch (NumberFormatException e) {
            throw wrong(row, name, "a number");
        }
    }

    /// How long a text is, in characters.
    static int characters(JsonNode row, String name) {
        String text = text(row, name);
        return text.codePointCount(0, text.length());
    }

    /// Yes or no, or a text of it.
    static boolean yes(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return switch (value.asText().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(row, name, "true or false");
        };
    }

    /// Of so many choices one is right.
    static List<Boolean> one(JsonNode row, int right, int choices) {
        if (right < 0 || right >= choices) {
            throw new CellException(
                    "the right answer of " + row + " is not one of its " + choices + " choices");
        }
        return IntStream.range(0, choices).mapToObj(i -> i == right).toList();
    }

    static CellException wrong(JsonNode row, String name, String right) {
        JsonNode value = row.path(name);
        return new CellException(
                value.isMissingNode()
                        ? "there is no '" + name + "', which must be " + right
                        : "'" + name + "' is " + value + ", must be " + right);
    }

    private static List<JsonNode> list(
            JsonNode row, String name, String right, Predicate<JsonNode> is) {
        JsonNode value = row.path(name);
        var items = new ArrayList<JsonNode>();
        value.forEach(items::add);
        if (!value.isArray() || !items.stream().allMatch(is)) {
            throw wrong(row, name, right);
        }
        return items;
    }
}
