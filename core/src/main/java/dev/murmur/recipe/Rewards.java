package dev.murmur.recipe;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenLimits;
import dev.murmur.judge.JudgeReward;
import dev.murmur.judge.Ratings;
import dev.murmur.judge.Rubric;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.objective.Likelihood;
import dev.murmur.objective.ModelLikelihood;
import dev.murmur.online.Part;
import dev.murmur.reward.EnsembleReward;
import dev.murmur.reward.LengthPenaltyReward;
import dev.murmur.reward.LogProbReward;
import dev.murmur.reward.LogRatioReward;
import dev.murmur.reward.RewardModel;
import dev.murmur.reward.Rules;
import dev.murmur.reward.ScalarReward;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// From a reward section to what scores replies.
public final class Rewards {
    private Rewards() {}

    /// Opens what a section names.
    ///
    /// @throws dev.murmur.model.CheckpointException if a model does not load
    public static RewardModel open(RewardSection section) {
        return switch (section) {
            case RewardSection.Scalar scalar ->
                    ScalarReward.open(
                            scalar.path(),
                            TextModel.template(scalar.model()),
                            scalar.reading(),
                            scalar.model().weights());
            case RewardSection.LogProb one ->
                    new LogProbReward(
                            one.path(), one.over(), likelihood(one.model()).apply(one.path()));
            case RewardSection.LogRatio ratio ->
                    new LogRatioReward(
                            ratio.strong(),
                            ratio.weak(),
                            ratio.over(),
                            likelihood(ratio.strongModel()));
            case RewardSection.Rule rule -> Rules.reward(rule.rule());
            case RewardSection.LengthPenalty penalty ->
                    new LengthPenaltyReward(
                            open(penalty.reward()), penalty.price(), penalty.length());
            case RewardSection.Ensemble ensemble -> ensemble(ensemble);
            case RewardSection.Judge judge ->
                    new JudgeReward(
                            judge.service().judge(),
                            Rubric.rating(judge.rubric()),
                            new Ratings(judge.lowest(), judge.highest()),
                            judge.service().panel());
        };
    }

    /// Opens a folder with the template of a model, which may be that of another folder.
    private static Function<Path, Likelihood> likelihood(ModelSection model) {
        ChatTemplate template = TextModel.template(model);
        return folder ->
                ModelLikelihood.open(
                        folder,
                        template,
                        model.weights(),
                        TokenLimits.NONE,
                        ScalarReward.MAX_TOKENS);
    }

    static EnsembleReward ensemble(RewardSection.Ensemble ensemble) {
        return new EnsembleReward(
                ensemble.members().stream()
                        .map(member ->
                                new EnsembleReward.Member(
                                        member.reward().id(),
                                        member.weight(),
                                        member.mean(),
                                        member.std(),
                                        () -> open(member.reward())))
                        .toList());
    }

    /// As part of a loop: it depends on the section and, for a model, on its files.
    static Part<Supplier<RewardModel>> part(RewardSection section) {
        return new Part<>(
                () -> open(section), Map.of("section", section.toString()), files(section));
    }

    private static Map<String, Path> files(RewardSection section) {
        return switch (section) {
            case RewardSection.Scalar scalar ->
                    read(scalar.template(), Map.of("model", scalar.path()));
            case RewardSection.LogProb one -> read(one.template(), Map.of("model", one.path()));
            case RewardSection.LogRatio ratio ->
                    read(ratio.template(), Map.of("strong", ratio.strong(), "weak", ratio.weak()));
            case RewardSection.Rule _ -> Map.of();
            case RewardSection.Judge judge ->
                    judge.rubric().map(file -> Map.of("rubric", file)).orElse(Map.of());
            case RewardSection.LengthPenalty penalty -> {
                var files = new TreeMap<>(files(penalty.reward()));
                penalty.tokenizer().ifPresent(folder -> files.put("tokenizer", folder));
                yield files;
            }
            case RewardSection.Ensemble ensemble -> {
                var files = new TreeMap<String, Path>();
                for (int i = 0; i < ensemble.members().size(); i++) {
                    String member = "member " + (i + 1) + "/";
                    files(ensemble.members().get(i).reward())
                            .forEach((name, path) -> files.put(member + name, path));
                }
                yield files;
            }
        };
    }

    /// Models with a template; its text counts, so that an edit is noticed.
    private static Map<String, Path> read(String template, Map<String, Path> models) {
        var files = new TreeMap<>(models);
        if (template.endsWith(".jinja")) {
            files.put("template", Path.of(template));
        }
        return files;
    }

    /// Finds out before any work whether the reward can be had for these prompts: that the folders
    /// of its models are whole and their templates and tokenizers open, and that every prompt has
    /// the fields its rules read.
    ///
    /// @throws dev.murmur.model.CheckpointException as do all that say what is wrong
    public static void check(RewardSection section, List<Prompt> prompts) {
        switch (section) {
            case RewardSection.Scalar scalar -> {
                try (TextModel text = TextModel.open(scalar.model())) {
                    scalar.reading().check(text.folder());
                }
                ScalarModel.check(scalar.path());
            }
            case RewardSection.LogProb one -> {
                TextModel.open(one.model()).close();
                CausalLm.check(one.path());
            }
            case RewardSection.LogRatio ratio -> {
                TextModel.open(ratio.strongModel()).close();
                Tokenizer.open(ratio.weak()).close();
                CausalLm.check(ratio.strong());
                CausalLm.check(ratio.weak());
            }
            case RewardSection.Rule _ -> {
                try (RewardModel rule = open(section)) {
                    List<Reply> empty = List.of(Reply.written(""));
                    rule.score(
                            prompts.stream().map(p -> new Candidates(p, empty)).toList(),
                            RunContext.QUIET);
                }
            }
            case RewardSection.Judge judge -> {
                judge.service().check();
                Rubric.rating(judge.rubric());
            }
            case RewardSection.LengthPenalty penalty -> {
                check(penalty.reward(), prompts);
                penalty.tokenizer().ifPresent(folder -> Tokenizer.open(folder).close());
            }
            case RewardSection.Ensemble ensemble ->
                    ensemble.members().forEach(member -> check(member.reward(), prompts));
        }
    }
}
