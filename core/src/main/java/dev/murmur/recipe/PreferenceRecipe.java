package dev.murmur.recipe;

import dev.murmur.loss.PreferenceLoss;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// Preference optimisation on a fixed file of pairs. The reference, if the loss has one, is the
/// model as it starts.
public record PreferenceRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from, also the reference, if the loss has one") ModelSection model,
        @Doc("pairs") DataSection data,
        @Doc("preference loss") PreferenceLoss loss,
        @Doc("how to train") TrainingSection training)
        implements Recipe {
    public PreferenceRecipe {
        Recipe.check(name).verify();
    }
}
