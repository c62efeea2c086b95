package dev.murmur.cli;

import dev.murmur.data.Prompt;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.ScoreAt;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RewardSection;
import dev.murmur.recipe.Rewards;
import dev.murmur.reward.Reading;
import dev.murmur.reward.RewardModel;
import dev.murmur.reward.Rules;
import dev.murmur.reward.ScalarReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/// A reward named on the command line: `rule:NAME`, the folder of a trained reward model, or a file
/// with a reward section.
@FunctionalInterface
interface RewardSource {
    String RULE = "rule:";
    String PARAMETER = "MODEL_DIR|rule:NAME|FILE.yaml";

    /// How a folder is opened and read.
    ///
    /// @param given the command line
    /// @param names of these options; a file says all of it itself
    /// @param template of a folder
    /// @param reading how a model reads; a rule reads all
    record Options(
            ParseResult given,
            List<String> names,
            Function<Path, ChatTemplate> template,
            Reading reading,
            Dtype dtype) {
        private void requireUnused(String file) {
            for (String option : names) {
                if (given.hasMatchedOption(option)) {
                    throw new IllegalArgumentException(
                            option + " does not go with " + file + ", which says it itself");
                }
            }
        }
    }

    /// Loads it; whatever can be wrong with its name was found before.
    RewardModel open();

    /// The same as a recipe says it: a folder's model with the template that it has, read at its
    /// last token.
    ///
    /// @param dtype of a folder's weights in memory
    static RewardSection section(String name, ModelSection.Dtype dtype) {
        if (name.startsWith(RULE)) {
            return new RewardSection.Rule(name.substring(RULE.length()));
        }
        return name.endsWith(".yaml")
                ? RecipeReader.reward(Path.of(name))
                : new RewardSection.Scalar(
                        Path.of(name), "auto", dtype, ScoreAt.LAST, Optional.empty());
    }

    /// @param prompts whose replies will be scored
    /// @throws IllegalArgumentException if there is no such rule
    /// @throws dev.murmur.model.CheckpointException if there is no such model
    /// @throws dev.murmur.recipe.RecipeException if a file is no reward section
    static RewardSource of(String name, Options options, List<Prompt> prompts) {
        if (name.startsWith(RULE)) {
            RewardModel rule = Rules.reward(name.substring(RULE.length()));
            return () -> rule;
        }
        if (name.endsWith(".yaml")) {
            options.requireUnused(name);
            RewardSection section = RecipeReader.reward(Path.of(name));
            Rewards.check(section, prompts);
            return () -> Rewards.open(section);
        }
        ModelFolder folder = ModelFolder.open(Path.of(name));
        options.reading().check(folder);
        ChatTemplate own = options.template().apply(folder.path());
        return () -> ScalarReward.open(folder.path(), own, options.reading(), options.dtype());
    }
}
