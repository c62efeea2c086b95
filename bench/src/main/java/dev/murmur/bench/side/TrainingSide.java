package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RecipeRunner;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// A recipe of `bench/recipes`, run as `murmur run` does.
final class TrainingSide {
    private TrainingSide() {}

    static List<Step> run(Spec spec) {
        Recipe recipe =
                RecipeReader.read(
                        Path.of("bench", "recipes", spec.task() + ".yaml"),
                        List.of(
                                "output=" + spec.folder().resolve("run"),
                                "model.path=" + spec.model(),
                                "data.path=" + spec.data(),
                                "training.batch_size=" + spec.batch(),
                                "training.dtype=" + spec.precision()));
        var clock = new StepClock(spec.tokens());
        RecipeRunner.run(
                recipe, false, new RunContext(clock, StopSignal.NEVER), InstantSource.system());
        return clock.steps().subList(spec.warmUp(), clock.steps().size());
    }
}
