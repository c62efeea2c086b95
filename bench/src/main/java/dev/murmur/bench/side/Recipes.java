package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RecipeRunner;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The recipes of `bench/recipes`, run as `murmur run` does.
final class Recipes {
    private Recipes() {}

    /// Runs a task's recipe.
    ///
    /// @param sets values laid over the file's
    /// @return the run folder
    static Path run(Spec spec, Progress progress, String... sets) {
        Path folder = spec.folder().resolve("run");
        List<String> all =
                Stream.concat(
                                Stream.of("output=" + folder, "model.path=" + spec.model()),
                                Stream.of(sets))
                        .toList();
        RecipeRunner.run(
                RecipeReader.read(Path.of("bench", "recipes", spec.task() + ".yaml"), all),
                false,
                new RunContext(progress, StopSignal.NEVER),
                InstantSource.system());
        return folder;
    }
}
