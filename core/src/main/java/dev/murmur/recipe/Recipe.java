package dev.murmur.recipe;

import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.PreferenceLoss;
import dev.murmur.settings.Check;
import java.nio.file.Path;
import java.util.Set;

/// One job, complete: the same recipe and the same files give the same result.
public sealed interface Recipe permits TrainingRecipe, EvaluationRecipe {
    String name();

    /// Keys every random draw of the run.
    long seed();

    /// The run folder.
    Path output();

    /// The model that is trained, as it starts, or measured.
    ModelSection model();

    /// Checks of the keys that every kind has.
    static Check check(String name) {
        return new Check()
                .require(
                        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                        "name",
                        "'" + name + "'",
                        "letters, digits, '.', '_' and '-', for it names a folder");
    }

    /// A loss may ask for rewards of both replies; of those only their length is known.
    static Check requireKnownRewards(Check check, PreferenceLoss loss) {
        Set<String> unknown = loss instanceof PairwiseLoss compared ? compared.rewards() : Set.of();
        return check.require(
                unknown.isEmpty(), "loss.margins", unknown, "of the reward length alone");
    }
}
