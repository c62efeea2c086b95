package dev.murmur.recipe;

import dev.murmur.loss.RankingLoss;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOutMetric;
import java.nio.file.Path;
import java.util.Set;

/// A scalar reward model from pairs or rankings.
public record RewardModelRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("pairs or rankings") DataSection data,
        @Doc("likelihood of the ranking") RankingLoss loss,
        @Doc("how to train") TrainingSection training)
        implements TrainingRecipe {
    public RewardModelRecipe {
        Check check = Recipe.check(name);
        training.checkHeldOut(
                check, data.eval(), Set.of(HeldOutMetric.LOSS, HeldOutMetric.ACCURACY));
        check.verify();
    }
}
