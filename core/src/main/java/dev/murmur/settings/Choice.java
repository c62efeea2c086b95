package dev.murmur.settings;

import java.util.List;
import java.util.Map;

/// The records that may stand where an interface is asked for, chosen by name.
///
/// @param key the YAML key that holds the name, usually `type`
/// @param records name to record class
public record Choice(String key, Map<String, ? extends Class<?>> records) {
    public Choice {
        records = Map.copyOf(records);
        records.values().forEach(Choice::requireRecord);
    }

    /// The usual choice, by `type`.
    public static Choice byType(Map<String, ? extends Class<?>> records) {
        return new Choice("type", records);
    }

    /// The names, sorted.
    public List<String> names() {
        return records.keySet().stream().sorted().toList();
    }

    /// The name under which a record class is known.
    String nameOf(Class<?> record) {
        return records.entrySet().stream()
                .filter(entry -> entry.getValue().equals(record))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                record.getName() + " has no name among " + names()));
    }

    private static void requireRecord(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is not a record");
        }
    }
}
