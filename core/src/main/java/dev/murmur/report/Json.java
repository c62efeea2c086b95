package dev.murmur.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files of a run as JSON trees.
final class Json {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private Json() {}

    static JsonNode object(Path file) {
        return parse(JSON, text(file), file.toString());
    }

    /// All lines of a JSONL file. A last line without its end is left out: somebody is writing it.
    static List<JsonNode> lines(Path file) {
        String text = text(file);
        var rows = new ArrayList<JsonNode>();
        int number = 0;
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            rows.add(parse(JSON, line, file + ":" + ++number));
        }
        return rows;
    }

    /// A JSON or YAML file as dotted keys and values, in its order; empty if it is not there.
    static Map<String, String> flat(Path file) {
        var values = new LinkedHashMap<String, String>();
        if (Files.exists(file)) {
            flatten("", parse(YAML, text(file), file.toString()), values);
        }
        return values;
    }

    /// Text that can stand inside a `script` element of a page.
    static String embedded(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flatten(String key, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            flatten(
                                    key.isEmpty() ? field.getKey() : key + "." + field.getKey(),
                                    field.getValue(),
                                    into));
        } else {
            into.put(key, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static JsonNode parse(ObjectMapper mapper, String text, String where) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new DataException(where + " cannot be parsed: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
