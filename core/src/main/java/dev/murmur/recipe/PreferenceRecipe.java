package dev.murmur.recipe;

import dev.murmur.loss.PreferenceLoss;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOutMetric;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Preference optimisation on a fixed file of pairs. The reference, if the loss has one, is the
/// model as it starts.
public record PreferenceRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from, also the reference, if the loss has one") ModelSection model,
        @Doc("pairs") DataSection data,
        @Doc("preference loss") PreferenceLoss loss,
        @Doc("rewards that a margin-dpo loss asks for") @Default("[]")
                List<MarginReward> marginRewards,
        @Doc("how to train") TrainingSection training)
        implements TrainingRecipe {
    public PreferenceRecipe {
        Check check = MarginReward.check(Recipe.check(name), loss, marginRewards);
        training.checkHeldOut(check, data.eval(), Set.of(HeldOutMetric.values()));
        check.verify();
    }
}
