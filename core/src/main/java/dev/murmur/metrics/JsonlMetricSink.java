package dev.murmur.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// One JSON object a step, appended as it comes: `{"step": 12, "loss": 0.61, ...}`.
public final class JsonlMetricSink implements MetricSink, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final BufferedWriter writer;

    private JsonlMetricSink(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /// Opens a file to go on after a step; lines of later steps, written before a kill and about to
    /// be repeated, go.
    ///
    /// @param lastStep the last step whose line stays, 0 to begin anew
    public static JsonlMetricSink resume(Path file, long lastStep) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // Beside it first: a kill here must not lose the lines that stay.
            Path kept = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(kept, kept(file, lastStep));
            Files.move(
                    kept,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new JsonlMetricSink(
                    file, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static List<String> kept(Path file, long lastStep) throws IOException {
        if (lastStep == 0 || !Files.exists(file)) {
            return List.of();
        }
        // A kill may have cut the last line short; it belongs to a step that will be repeated.
        return Files.readAllLines(file).stream()
                .filter(line -> line.endsWith("}") && step(line) <= lastStep)
                .toList();
    }

    private static long step(String line) {
        try {
            return JSON.readTree(line).path("step").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(long step, Map<String, Double> values) {
        ObjectNode node = JSON.createObjectNode().put("step", step);
        values.forEach(node::put);
        try {
            writer.write(JSON.writeValueAsString(node));
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static UncheckedIOException failed(Path file, IOException e) {
        return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
}
