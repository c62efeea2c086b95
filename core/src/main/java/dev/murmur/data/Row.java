package dev.murmur.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One JSON object of a file; every complaint about it says where it stands.
///
/// @param where `file:line`, or `file:row` for a table
/// @param number the line or row, from 1
record Row(String where, long number, ObjectNode json) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    static Row parse(String where, long number, String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return new Row(where, number, object);
            }
            throw new DataException(
                    where + ": not a JSON object; expected one object a line, as {\"id\": ...}");
        } catch (JsonProcessingException e) {
            throw new DataException(
                    where
                            + ": malformed JSON at column "
                            + e.getLocation().getColumnNr()
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    DataException error(String what) {
        return new DataException(where + ": " + what);
    }

    boolean has(String key) {
        return json.hasNonNull(key);
    }

    JsonNode require(String key) {
        if (!has(key)) {
            throw error("no '" + key + "'; keys are " + keys());
        }
        return json.get(key);
    }

    String keys() {
        return String.join(", ", (Iterable<String>) json::fieldNames);
    }

    /// The row's `id`, or else its number.
    String id() {
        if (!has("id")) {
            return Long.toString(number);
        }
        JsonNode id = json.get("id");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw wrongType("id", id, "text or an integer");
        }
        return id.asText();
    }

    /// The row's `source`; several are joined by commas.
    String source() {
        JsonNode source = json.path("source");
        return source.isArray()
                ? source.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : source.asText("");
    }

    String text(String key) {
        return text(key, require(key));
    }

    String text(String name, JsonNode node) {
        if (!node.isTextual()) {
            throw wrongType(name, node, "text");
        }
        if (node.textValue()
                .codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw error("'" + name + "' has half a surrogate pair, which stands for no character");
        }
        return node.textValue();
    }

    double number(String name, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrongType(name, node, "a number");
        }
        return node.doubleValue();
    }

    double[] numbers(String key) {
        JsonNode node = array(key);
        var numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(key + "[" + i + "]", node.get(i));
        }
        return numbers;
    }

    /// Numbers, of which some may be `null`: NaN here.
    double[] numbersOrNull(String key) {
        JsonNode node = array(key);
        var numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = node.get(i);
            numbers[i] = value.isNull() ? Double.NaN : number(key + "[" + i + "]", value);
        }
        return numbers;
    }

    int[] ids(String name, JsonNode node) {
        var ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!node.get(i).isInt()) {
                throw wrongType(name + "[" + i + "]", node.get(i), "a token id");
            }
            ids[i] = node.get(i).intValue();
        }
        return ids;
    }

    /// An array with at least one entry.
    JsonNode array(String key) {
        JsonNode node = require(key);
        if (!node.isArray()) {
            throw wrongType(key, node, "a list");
        }
        if (node.isEmpty()) {
            throw error("'" + key + "' is an empty list");
        }
        return node;
    }

    List<ChatMessage> messages(String key) {
        var messages = new ArrayList<ChatMessage>();
        JsonNode list = array(key);
        for (int i = 0; i < list.size(); i++) {
            String name = key + "[" + i + "]";
            messages.add(
                    new ChatMessage(
                            text(name + ".role", list.get(i).path("role")),
                            text(name + ".content", list.get(i).path("content"))));
        }
        return messages;
    }

    /// Every field whose key is not in `known`, untouched.
    Map<String, JsonNode> fieldsExcept(Set<String> known) {
        var fields = new HashMap<String, JsonNode>();
        json.properties().stream()
                .filter(e -> !known.contains(e.getKey()))
                .forEach(e -> fields.put(e.getKey(), e.getValue()));
        return fields;
    }

    DataException wrongType(String name, JsonNode node, String expected) {
        if (node.isMissingNode()) {
            return error("no '" + name + "', must be " + expected);
        }
        String value = node.toString();
        String shown = value.length() <= 40 ? value : value.substring(0, 40) + "...";
        return error("'" + name + "' is " + shown + ", must be " + expected);
    }
}
