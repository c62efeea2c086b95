package dev.murmur.online;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// A run folder as text, to compare two.
final class RunFiles {
    private RunFiles() {}

    /// Relative name to contents of every file but the timings, which may differ.
    static SortedMap<String, String> read(Path run) throws IOException {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(run)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(run.relativize(file).toString(), Files.readString(file));
            }
        }
        files.remove("timings.jsonl");
        return files;
    }
}
