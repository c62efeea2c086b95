package dev.murmur.recipe;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ScalarModel;
import dev.murmur.online.Part;
import dev.murmur.reward.RewardModel;
import dev.murmur.reward.Rules;
import dev.murmur.reward.ScalarReward;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// From a reward section to what scores replies.
final class Rewards {
    private Rewards() {}

    static RewardModel open(RewardSection section) {
        return switch (section) {
            case RewardSection.Scalar scalar ->
                    ScalarReward.open(
                            scalar.path(),
                            TextModel.template(scalar.model()),
                            scalar.reading(),
                            scalar.model().weights());
            case RewardSection.Rule rule -> Rules.reward(rule.rule());
        };
    }

    /// As part of a loop: it depends on the section and, for a model, on its files.
    static Part<Supplier<RewardModel>> part(RewardSection section) {
        Map<String, Path> files =
                section instanceof RewardSection.Scalar scalar
                        ? Map.of("model", scalar.path())
                        : Map.of();
        return new Part<>(() -> open(section), Map.of("section", section.toString()), files);
    }

    /// Finds out before any work whether the reward can be had for these prompts: that the model's
    /// folder is whole, or that every prompt has the fields its rule reads.
    static void check(RewardSection section, List<Prompt> prompts) {
        switch (section) {
            case RewardSection.Scalar scalar -> {
                try (TextModel text = TextModel.open(scalar.model())) {
                    scalar.reading().check(text.folder());
                }
                ScalarModel.check(scalar.path());
            }
            case RewardSection.Rule _ -> {
                try (RewardModel rule = open(section)) {
                    List<Reply> empty = List.of(Reply.written(""));
                    rule.score(
                            prompts.stream().map(p -> new Candidates(p, empty)).toList(),
                            RunContext.QUIET);
                }
            }
        }
    }
}
