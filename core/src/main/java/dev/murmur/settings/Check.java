package dev.murmur.settings;

import java.util.ArrayList;
import java.util.List;

/// Range checks of one settings record, all reported together: one line each, beginning with the
/// key, so that a reader of YAML can say on which line the value stands.
public final class Check {
    private final List<String> failures = new ArrayList<>();

    /// @param key snake_case, as in YAML
    /// @param range what would be right, as in `must be <range>`
    public Check require(boolean ok, String key, Object value, String range) {
        if (!ok) {
            failures.add(key + " is " + value + ", must be " + range);
        }
        return this;
    }

    public Check atLeast(int least, String key, int value) {
        return require(value >= least, key, value, "at least " + least);
    }

    /// @throws IllegalArgumentException if anything failed
    public void verify() {
        if (!failures.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", failures));
        }
    }
}
