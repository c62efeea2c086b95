package dev.murmur.settings;

import java.util.List;

/// A settings file is not what it should be.
public final class SettingsException extends RuntimeException {
    private final List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// One line for each thing that is wrong.
    public List<String> problems() {
        return problems;
    }
}
