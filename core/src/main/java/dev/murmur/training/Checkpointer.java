package dev.murmur.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.model.Parameters;
import dev.murmur.model.SafetensorsWriter;
import dev.murmur.model.TrainedWeights;
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
/// Beside them the weights that measured best.
final class Checkpointer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "step-";
    private static final String BEST = "best";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "state.json";

    private final Path folder;

    Checkpointer(Path folder) {
        this.folder = folder;
    }

    void save(TrainingState state, TrainedWeights parameters, AdamW optimizer) {
        List<Path> older = all();
        AtomicFiles.writeFolder(
                folder.resolve(PREFIX + state.step()),
                target -> {
                    SafetensorsWriter.write(target.resolve(WEIGHTS), parameters.masters());
                    SafetensorsWriter.write(target.resolve(OPTIMIZER), optimizer.state());
                    JSON.writeValue(target.resolve(STATE).toFile(), state);
                });
        older.stream().filter(path -> step(path) != state.step()).forEach(Checkpointer::delete);
    }

    /// Keeps weights beside the checkpoints, in place of those kept before.
    void saveBest(TrainedWeights parameters) {
        AtomicFiles.writeFolder(
                folder.resolve(BEST),
                target -> SafetensorsWriter.write(target.resolve(WEIGHTS), parameters.masters()));
    }

    void restoreBest(TrainedWeights parameters) {
        restore(folder.resolve(BEST), parameters);
    }

    /// Removes all of them, whole or not. Killed on the way, it leaves none that looks whole.
    void discard() {
        all().forEach(Checkpointer::delete);
        delete(folder);
    }

    /// Puts the newest checkpoint's values into the model and the optimiser.
    ///
    /// @return where it was saved, the start if there is none
    TrainingState restore(TrainedWeights parameters, AdamW optimizer) {
        List<Path> found = all();
        if (found.isEmpty()) {
            return TrainingState.START;
        }
        Path newest = found.getLast();
        restore(newest, parameters);
        copy(newest.resolve(OPTIMIZER), optimizer.state());
        try {
            return JSON.readValue(newest.resolve(STATE).toFile(), TrainingState.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restore(Path from, TrainedWeights parameters) {
        copy(from.resolve(WEIGHTS), parameters.masters());
        parameters.publish();
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
                    .filter(p -> Files.exists(p.resolve(STATE)))
                    .sorted(Comparator.comparingLong(Checkpointer::step))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /// The state goes first: without it, what is left is no checkpoint.
    private static void delete(Path checkpoint) {
        try {
            Files.deleteIfExists(checkpoint.resolve(STATE));
            AtomicFiles.deleteTree(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
