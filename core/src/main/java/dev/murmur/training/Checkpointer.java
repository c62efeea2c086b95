package dev.murmur.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.model.Parameters;
import dev.murmur.model.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Weights and optimiser state in `step-N` folders, each whole or not there; only the newest stays.
final class Checkpointer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "step-";

    private final Path folder;

    Checkpointer(Path folder) {
        this.folder = folder;
    }

    void save(long step, Parameters parameters, AdamW optimizer) {
        List<Path> older = all();
        AtomicFiles.writeFolder(
                folder.resolve(PREFIX + step),
                target -> {
                    SafetensorsWriter.write(
                            target.resolve("weights.safetensors"), parameters.all());
                    SafetensorsWriter.write(
                            target.resolve("optimizer.safetensors"), optimizer.state());
                    JSON.writeValue(target.resolve("state.json").toFile(), Map.of("step", step));
                });
        older.stream().filter(path -> step(path) != step).forEach(Checkpointer::delete);
    }

    /// Removes all of them, whole or not.
    void discard() {
        delete(folder);
    }

    /// Puts the newest checkpoint's values into the model and the optimiser.
    ///
    /// @return the step after which it was saved, 0 if there is none
    long restore(Parameters parameters, AdamW optimizer) {
        List<Path> found = all();
        if (found.isEmpty()) {
            return 0;
        }
        Path newest = found.getLast();
        copy(newest.resolve("weights.safetensors"), parameters.all());
        copy(newest.resolve("optimizer.safetensors"), optimizer.state());
        return step(newest);
    }

    private static void copy(Path file, Map<String, Tensor> into) {
        try (var _ = new NoGradGuard()) {
            Parameters.copyFile(file, new LinkedHashMap<>(into));
        }
    }

    /// Complete checkpoints, oldest first.
    private List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(p -> p.getFileName().toString().matches(PREFIX + "\\d+"))
                    .sorted(Comparator.comparingLong(Checkpointer::step))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    private static void delete(Path checkpoint) {
        try {
            AtomicFiles.deleteTree(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
