package dev.murmur.recipe;

import dev.murmur.data.AtomicFiles;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Runs of recipes and what they leave.
final class Runs {
    static final String TIMINGS = "timings.jsonl";

    private Runs() {}

    static Path run(Recipe recipe) {
        return run(recipe, false, StopSignal.NEVER);
    }

    static Path run(Recipe recipe, boolean resume, StopSignal stop) {
        return RecipeRunner.run(
                recipe, resume, new RunContext(Progress.NONE, stop), () -> Instant.EPOCH);
    }

    /// Relative name to hash of every file but the timings, the only one that may differ between
    /// two runs.
    static SortedMap<String, String> hashes(Path run) throws IOException {
        var hashes = new TreeMap<String, String>();
        try (var paths = Files.walk(run)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                hashes.put(run.relativize(file).toString(), AtomicFiles.sha256(file));
            }
        }
        hashes.remove(TIMINGS);
        return hashes;
    }

    /// The phases that were run to their end, in order.
    static List<String> phases(Path run) throws IOException {
        return Files.readAllLines(run.resolve(TIMINGS)).stream()
                .map(line -> line.replaceAll(".*\"phase\":\"([^\"]*)\".*", "$1"))
                .toList();
    }
}
