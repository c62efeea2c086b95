package dev.murmur.verify;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A value of an `expected.json`, with its place for messages: `expected.json: greedy.ids`.
record Field(Path file, String name, JsonNode node) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The whole file.
    ///
    /// @throws DataException if it does not exist or is not a JSON object
    static Field read(Path file) {
        Field root = json(file);
        if (!root.node.isObject()) {
            throw new DataException(file + " is not a JSON object");
        }
        return root;
    }

    /// The whole file, which is a list.
    ///
    /// @throws DataException if it does not exist or is not a JSON list
    static List<Field> readList(Path file) {
        Field root = json(file);
        if (!root.node.isArray()) {
            throw new DataException(file + " is not a JSON list");
        }
        return root.items();
    }

    private static Field json(Path file) {
        try {
            return new Field(file, "", JSON.readTree(Files.readAllBytes(file)));
        } catch (JacksonException e) {
            throw new DataException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new DataException(file + " does not exist", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<String> keys() {
        return node.propertyStream().map(Map.Entry::getKey);
    }

    /// What is there beside known keys and plain values, which are notes.
    List<Check> unknown(List<String> known) {
        return keys().filter(key -> !known.contains(key) && node.path(key).isContainerNode())
                .map(key -> Check.without(key, Outcome.NOT_CHECKED, "not a known key"))
                .toList();
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    Field at(String key) {
        return new Field(file, name.isEmpty() ? key : name + "." + key, node.path(key));
    }

    List<Field> items() {
        require(node.isArray(), "a list");
        return IntStream.range(0, node.size())
                .mapToObj(i -> new Field(file, name + "[" + i + "]", node.path(i)))
                .toList();
    }

    /// Token ids, at least one.
    int[] ids() {
        List<Field> items = items();
        require(!items.isEmpty(), "at least one id");
        return items.stream().mapToInt(Field::id).toArray();
    }

    /// Ids of a vocabulary.
    int[] ids(int vocab) {
        int[] ids = ids();
        int largest = Arrays.stream(ids).max().orElseThrow();
        require(largest < vocab, "ids below " + vocab + ", the rows of the embedding");
        return ids;
    }

    /// Ids of a vocabulary, at least two.
    int[] sequence(int vocab) {
        int[] ids = ids(vocab);
        require(ids.length > 1, "at least 2 ids");
        return ids;
    }

    private int id() {
        require(node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0, "an id");
        return node.intValue();
    }

    /// @param size how many there must be
    double[] numbers(int size, String because) {
        List<Field> items = items();
        require(items.size() == size, size + " numbers, " + because);
        return items.stream().mapToDouble(Field::number).toArray();
    }

    double number() {
        require(node.isNumber(), "a number");
        return node.doubleValue();
    }

    /// A whole number, at least 1.
    int positive() {
        int value = integer();
        require(value > 0, "at least 1");
        return value;
    }

    int integer() {
        require(node.isIntegralNumber() && node.canConvertToInt(), "a whole number");
        return node.intValue();
    }

    void require(boolean ok, String expected) {
        if (!ok) {
            throw wrong(expected);
        }
    }

    DataException wrong(String expected) {
        String value = node.toString();
        return new DataException(
                file
                        + ": "
                        + name
                        + " is "
                        + (node.isMissingNode()
                                ? "missing"
                                : value.length() > 60 ? value.substring(0, 60) + "..." : value)
                        + ", expected "
                        + expected);
    }
}
