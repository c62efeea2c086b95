package dev.murmur.verify;

import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A folder of checkpoints, each with the `expected.json` of the reference implementation:
/// `models/<name>/`, `reward/<name>/`, `lora/` or `lora/<name>/`; and `trl/` with training runs.
public final class GoldenFolder {
    private static final String EXPECTED = "expected.json";

    private final Path folder;
    private final double tolerance;

    /// What a golden folder holds, in the order in which it is compared.
    public enum Part {
        MODELS,
        REWARD,
        LORA,
        TRL;

        /// The folder's name.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param tolerance largest difference of a number that passes
    /// @throws IllegalArgumentException if there is no such folder
    public GoldenFolder(Path folder, double tolerance) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    folder
                            + " is not a folder; golden fixtures lie in models, reward, lora and trl"
                            + " below one");
        }
        this.folder = folder;
        this.tolerance = tolerance;
    }

    /// Compares one part, or says that it is absent.
    ///
    /// @return at least one entry, by name; of `trl` one a run
    public List<Fixture> compare(Part part) {
        List<Path> found = fixtures(part);
        if (found.isEmpty()) {
            return List.of(Fixture.without(part.toString(), Outcome.ABSENT, ""));
        }
        return part == Part.TRL
                ? trajectories(found.getFirst())
                : found.stream().map(path -> compare(part, path)).toList();
    }

    /// The part's folder if that is one fixture, else the folders in it.
    private List<Path> fixtures(Part part) {
        Path path = folder.resolve(part.toString());
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        if (part == Part.TRL || Files.exists(path.resolve(EXPECTED))) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Fixture> trajectories(Path trl) {
        String name = Part.TRL.toString();
        try {
            return TrlVerification.open(trl, tolerance).fixtures(name);
        } catch (RuntimeException e) { // must not hide the other parts
            return List.of(Fixture.without(name, Outcome.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private Fixture compare(Part part, Path fixture) {
        Path expected = fixture.resolve(EXPECTED);
        return Fixture.of(
                folder.relativize(fixture).toString(),
                () ->
                        part == Part.LORA
                                ? LoraVerification.of(
                                        folder, fixture, Field.read(expected), tolerance)
                                : CheckpointVerification.of(
                                        fixture, expected, Dtype.FLOAT32, tolerance));
    }
}
