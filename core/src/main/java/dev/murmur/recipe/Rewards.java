package dev.murmur.recipe;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.objective.ModelLikelihood;
import dev.murmur.online.Part;
import dev.murmur.reward.LogRatioReward;
import dev.murmur.reward.RewardModel;
import dev.murmur.reward.Rules;
import dev.murmur.reward.ScalarReward;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
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
            case RewardSection.LogRatio ratio -> logRatio(ratio);
            case RewardSection.Rule rule -> Rules.reward(rule.rule());
        };
    }

    private static LogRatioReward logRatio(RewardSection.LogRatio ratio) {
        ChatTemplate template = TextModel.template(ratio.strongModel());
        return new LogRatioReward(
                ratio.strong(),
                ratio.weak(),
                ratio.over(),
                folder ->
                        ModelLikelihood.open(
                                folder,
                                template,
                                ratio.strongModel().weights(),
                                TokenLimits.NONE,
                                ScalarReward.MAX_TOKENS));
    }

    /// As part of a loop: it depends on the section and, for a model, on its files.
    static Part<Supplier<RewardModel>> part(RewardSection section) {
        Map<String, Path> files =
                switch (section) {
                    case RewardSection.Scalar scalar -> Map.of("model", scalar.path());
                    case RewardSection.LogRatio ratio ->
                            Map.of("strong", ratio.strong(), "weak", ratio.weak());
                    case RewardSection.Rule _ -> Map.of();
                };
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
            case RewardSection.LogRatio ratio -> {
                for (Path folder : List.of(ratio.strong(), ratio.weak())) {
                    CausalLm.check(folder);
                    Tokenizer.open(folder).close();
                }
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
