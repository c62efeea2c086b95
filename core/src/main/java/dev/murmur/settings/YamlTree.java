package dev.murmur.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// YAML as written, each part with where it stands (`recipes/x.yaml:14`, or the `--set` it came
/// from). A value stands where its key does.
sealed interface YamlTree {
    String at();

    /// Whether it is `null`, `~` or nothing at all.
    default boolean isNull() {
        return false;
    }

    /// How a message calls it.
    String describe();

    /// @param quoted whether quotes say that it is text
    record Scalar(String text, boolean quoted, String at) implements YamlTree {
        @Override
        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String describe() {
            return quoted ? '"' + text + "\" (quoted)" : "'" + text + "'";
        }
    }

    record Sequence(List<YamlTree> items, String at) implements YamlTree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /// @param entries in the order written
    record Mapping(Map<String, YamlTree> entries, String at) implements YamlTree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }
}
