package dev.murmur.recipe;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

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
        Recipe.check(name).verify();
    }
}
