package dev.murmur.reward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a reply must say and must not: the `checklist` field of a prompt's row.
///
/// ```json
/// {"required": [["Paris"], ["France", "French Republic"]],
///  "any_of": ["apple", "pear", "plum"], "at_least": 2,
///  "forbidden": ["London"]}
/// ```
///
/// @param required points that must each be made; a point is a list of alternatives, one of which
///   is enough
/// @param anyOf items of which `atLeast` different ones are wanted
/// @param atLeast how many of `anyOf`, from 0 to their number; in JSON 1 if only `any_of` is given
/// @param forbidden items that contradict a right reply
public record Checklist(
        List<List<String>> required, List<String> anyOf, int atLeast, List<String> forbidden) {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("required", "any_of", "at_least", "forbidden"));

    public Checklist {
        required = required.stream().map(List::copyOf).toList();
        anyOf = List.copyOf(anyOf);
        forbidden = List.copyOf(forbidden);
        check(
                required.stream().noneMatch(List::isEmpty),
                "an entry of required has no alternative");
        check(
                atLeast >= 0 && atLeast <= anyOf.size(),
                "at_least is " + atLeast + ", must be from 0 to " + anyOf.size() + " (any_of)");
        check(required.size() + atLeast > 0, "nothing is wanted: give required or any_of");
    }

    /// Points that a complete reply makes.
    public int wanted() {
        return required.size() + atLeast;
    }

    /// Reads the field.
    ///
    /// @throws IllegalArgumentException if it is not a checklist; the message says why
    public static Checklist parse(JsonNode json) {
        check(json.isObject(), "it is not an object");
        json.fieldNames()
                .forEachRemaining(key ->
                        check(
                                KEYS.contains(key),
                                "'" + key + "' is not a known key, known: " + KEYS));
        var required = new ArrayList<List<String>>();
        for (JsonNode alternatives : array(json, "required")) {
            required.add(strings(alternatives, "an entry of required"));
        }
        List<String> anyOf = strings(array(json, "any_of"), "any_of");
        JsonNode atLeast = json.path("at_least");
        check(atLeast.isMissingNode() || atLeast.isInt(), "at_least is not a whole number");
        return new Checklist(
                required,
                anyOf,
                atLeast.asInt(anyOf.isEmpty() ? 0 : 1),
                strings(array(json, "forbidden"), "forbidden"));
    }

    /// The field as it stands in a row; [#parse] reads it back equal.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode points = json.putArray("required");
        required.forEach(alternatives -> alternatives.forEach(points.addArray()::add));
        anyOf.forEach(json.putArray("any_of")::add);
        json.put("at_least", atLeast);
        forbidden.forEach(json.putArray("forbidden")::add);
        return json;
    }

    private static JsonNode array(JsonNode json, String key) {
        JsonNode value = json.path(key);
        check(value.isArray() || value.isMissingNode(), key + " is not a list");
        return value;
    }

    private static List<String> strings(JsonNode values, String where) {
        check(values.isArray() || values.isMissingNode(), where + " is not a list");
        var strings = new ArrayList<String>();
        for (JsonNode value : values) {
            check(
                    value.isTextual()
                            && value.asText().codePoints().anyMatch(Character::isLetterOrDigit),
                    where + " holds " + value + ", expected text with a letter or a digit");
            strings.add(value.asText());
        }
        return strings;
    }

    private static void check(boolean ok, String problem) {
        if (!ok) {
            throw new IllegalArgumentException(problem);
        }
    }
}
