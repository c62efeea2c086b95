package dev.murmur.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files that one phase hands the next: one JSON object a line, the file whole or not there. What
/// users bring is read by [DataReader], which names what is wrong with it.
public final class JsonLines {
    private JsonLines() {}

    public static void write(Path file, ObjectMapper json, Iterable<?> lines) {
        AtomicFiles.writeText(
                file,
                out -> {
                    for (Object line : lines) {
                        out.write(json.writeValueAsString(line));
                        out.write('\n');
                    }
                });
    }

    /// @throws UncheckedIOException naming the file, if it is not there or a line is not of the
    ///   type
    public static <T> List<T> read(Path file, ObjectMapper json, Class<T> type) {
        var lines = new ArrayList<T>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(json.readValue(line, type));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return lines;
    }
}
