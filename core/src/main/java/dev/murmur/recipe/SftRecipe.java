package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.HeldOutMetric;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Supervised fine-tuning: cross-entropy on what the assistant wrote, of every conversation alike
/// or by classes of quality.
public record SftRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("conversations") DataSection data,
        @Doc("C-RLFT: what the conversations of each source weigh") @Default("[]")
                List<ConversationClass> classes,
        @Doc("how to train") TrainingSection training)
        implements TrainingRecipe {
    public SftRecipe {
        List<String> sources = classes.stream().map(ConversationClass::source).toList();
        Check check =
                Recipe.check(name)
                        .require(
                                Set.copyOf(sources).size() == sources.size(),
                                "classes",
                                "of " + sources,
                                "at most one a source");
        training.checkHeldOut(check, data.eval(), Set.of(HeldOutMetric.LOSS));
        check.verify();
    }
}
