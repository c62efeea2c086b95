package dev.murmur.settings;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong, so that a user mends a file once.
final class Problems {
    private final List<String> lines = new ArrayList<>();

    void add(String at, String message) {
        lines.add(at + ": " + message);
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new SettingsException(lines);
        }
    }
}
