package dev.murmur.online;

import java.nio.file.Path;
import java.util.Map;

/// Something the loop works with, and everything that what it does depends on.
///
/// @param value the thing, or how to open it
/// @param settings by name, for example `training` to the text of its recipe section
/// @param files files and folders it reads, by a name that does not depend on where they stand
public record Part<T>(T value, Map<String, String> settings, Map<String, Path> files) {
    public Part {
        settings = Map.copyOf(settings);
        files = Map.copyOf(files);
    }

    /// A part that depends on nothing beside what the loop hands it.
    public static <T> Part<T> of(T value) {
        return new Part<>(value, Map.of(), Map.of());
    }
}
