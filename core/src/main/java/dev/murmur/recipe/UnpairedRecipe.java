package dev.murmur.recipe;

import dev.murmur.loss.UnpairedLoss;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOutMetric;
import java.nio.file.Path;
import java.util.Set;

/// Preference optimisation on single replies, each labelled desirable or not. The reference is the
/// model as it starts.
public record UnpairedRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from, also the reference") ModelSection model,
        @Doc("labelled replies, or pairs, each as two of them") DataSection data,
        @Doc("loss of labelled replies") UnpairedLoss loss,
        @Doc("how to train") TrainingSection training)
        implements TrainingRecipe {
    public UnpairedRecipe {
        Check check = Recipe.check(name);
        training.checkHeldOut(check, data.eval(), Set.of(HeldOutMetric.LOSS));
        check.verify();
    }
}
