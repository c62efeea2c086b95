package dev.murmur.recipe;

import dev.murmur.loss.RankingLoss;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// A scalar reward model from pairs or rankings.
public record RewardModelRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("pairs or rankings") DataSection data,
        @Doc("likelihood of the ranking") RankingLoss loss,
        @Doc("how to train") TrainingSection training)
        implements Recipe {
    public RewardModelRecipe {
        Recipe.check(name).verify();
    }
}
