package dev.murmur.cli;

import dev.murmur.model.ModelFolder;
import dev.murmur.reward.Reading;
import dev.murmur.reward.RewardModel;
import dev.murmur.reward.Rules;
import dev.murmur.reward.ScalarReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import java.nio.file.Path;
import java.util.function.Function;

/// A reward named on the command line: `rule:NAME`, or the folder of a trained reward model.
@FunctionalInterface
interface RewardSource {
    String RULE = "rule:";

    /// Loads it; whatever can be wrong with its name was found before.
    RewardModel open();

    /// @param template of a folder
    /// @param reading how a model reads; a rule reads all
    /// @throws IllegalArgumentException if there is no such rule
    /// @throws dev.murmur.model.CheckpointException if there is no such model
    static RewardSource of(
            String name, Function<Path, ChatTemplate> template, Reading reading, Dtype dtype) {
        if (name.startsWith(RULE)) {
            RewardModel rule = Rules.reward(name.substring(RULE.length()));
            return () -> rule;
        }
        ModelFolder folder = ModelFolder.open(Path.of(name));
        reading.check(folder);
        ChatTemplate own = template.apply(folder.path());
        return () -> ScalarReward.open(folder.path(), own, reading, dtype);
    }
}
