package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOutMetric;
import java.nio.file.Path;
import java.util.Set;

/// Supervised fine-tuning: cross-entropy on what the assistant wrote.
public record SftRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("conversations") DataSection data,
        @Doc("how to train") TrainingSection training)
        implements Recipe {
    public SftRecipe {
        Check check = Recipe.check(name);
        training.checkHeldOut(check, data.eval(), Set.of(HeldOutMetric.LOSS));
        check.verify();
    }
}
