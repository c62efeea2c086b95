package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;

/// A `config.json` whose values are checked as they are read. A key that is null counts as absent.
///
/// @param json the whole file or an object in it
/// @param file for messages
record ConfigFile(JsonNode json, String file) {
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    int integer(String key) {
        if (!json.path(key).isIntegralNumber() || !json.path(key).canConvertToInt()) {
            throw wrong(key, "expected an integer");
        }
        return json.path(key).asInt();
    }

    int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    double number(String key) {
        if (!json.path(key).isNumber()) {
            throw wrong(key, "expected a number");
        }
        return json.path(key).asDouble();
    }

    double positive(String key) {
        if (!(number(key) > 0)) {
            throw wrong(key, "must be > 0");
        }
        return number(key);
    }

    double positive(String key, double absent) {
        return has(key) ? positive(key) : absent;
    }

    boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        if (!json.path(key).isBoolean()) {
            throw wrong(key, "expected true or false");
        }
        return json.path(key).asBoolean();
    }

    /// An object in the file, empty if absent.
    ConfigFile section(String key) {
        if (has(key) && !json.path(key).isObject()) {
            throw wrong(key, "expected an object");
        }
        return new ConfigFile(json.path(key), file + ": " + key);
    }

    /// Refuses every value but the one that this program computes.
    ///
    /// @param value as text, `false` or `silu`
    void requireFixed(String key, String value) {
        if (has(key) && !json.path(key).asText().equals(value)) {
            throw wrong(key, "which is not implemented; only " + value + " is");
        }
    }

    /// Refuses a setting that this program does not know.
    void requireAbsent(String key) {
        if (has(key)) {
            throw wrong(key, "which is not implemented; only null is");
        }
    }

    CheckpointException wrong(String key, String why) {
        return new CheckpointException(
                file
                        + ": "
                        + key
                        + " is "
                        + (json.has(key) ? json.path(key) : "missing")
                        + ", "
                        + why);
    }
}
