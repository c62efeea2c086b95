package dev.murmur.recipe;

import dev.murmur.loss.Losses;
import dev.murmur.loss.PolicyLoss;
import dev.murmur.loss.PreferenceLoss;
import dev.murmur.loss.RankingLoss;
import dev.murmur.loss.UnpairedLoss;
import dev.murmur.online.PairSelector;
import dev.murmur.online.PairSelectors;
import dev.murmur.settings.Choice;
import dev.murmur.settings.SettingsException;
import dev.murmur.settings.YamlSettings;
import java.util.List;
import java.util.Map;

/// What a recipe may say.
public final class RecipeSchema {
    private static final Choice KINDS =
            new Choice(
                    "kind",
                    Map.ofEntries(
                            Map.entry("sft", SftRecipe.class),
                            Map.entry("reward-model", RewardModelRecipe.class),
                            Map.entry("preference", PreferenceRecipe.class),
                            Map.entry("unpaired-preference", UnpairedRecipe.class),
                            Map.entry("rejection-sampling", RejectionSamplingRecipe.class),
                            Map.entry("evaluation", EvaluationRecipe.class),
                            Map.entry("benchmark", BenchmarkRecipe.class),
                            Map.entry("chat-benchmark", ChatBenchmarkRecipe.class),
                            Map.entry("reward-benchmark", RewardBenchmarkRecipe.class),
                            Map.entry("online", OnlineRecipe.class),
                            Map.entry("policy-gradient", PolicyGradientRecipe.class)));

    private static final Map<Class<?>, Choice> CHOICES =
            Map.ofEntries(
                    Map.entry(Recipe.class, KINDS),
                    Map.entry(PreferenceLoss.class, Choice.byType(Losses.PREFERENCE)),
                    Map.entry(UnpairedLoss.class, Choice.byType(Losses.UNPAIRED)),
                    Map.entry(RankingLoss.class, Choice.byType(Losses.RANKING)),
                    Map.entry(PolicyLoss.class, Choice.byType(Losses.POLICY)),
                    Map.entry(PairSelector.class, new Choice("select", PairSelectors.BY_NAME)),
                    Map.entry(
                            RewardSection.class,
                            Choice.byType(
                                    Map.of(
                                            "scalar",
                                            RewardSection.Scalar.class,
                                            "log-prob",
                                            RewardSection.LogProb.class,
                                            "log-ratio",
                                            RewardSection.LogRatio.class,
                                            "rule",
                                            RewardSection.Rule.class,
                                            "judge",
                                            RewardSection.Judge.class,
                                            "length-penalty",
                                            RewardSection.LengthPenalty.class,
                                            "ensemble",
                                            RewardSection.Ensemble.class))),
                    Map.entry(
                            BaselineSection.class,
                            Choice.byType(
                                    Map.of(
                                            "model", BaselineSection.Model.class,
                                            "replies", BaselineSection.Replies.class))),
                    Map.entry(
                            DecodingSection.class,
                            Choice.byType(
                                    Map.of(
                                            "sampling", DecodingSection.Sampling.class,
                                            "greedy", DecodingSection.Greedy.class,
                                            "beam", DecodingSection.Beam.class,
                                            "best-of-n", DecodingSection.BestOfN.class))),
                    Map.entry(
                            ExaminerSection.class,
                            Choice.byType(
                                    Map.of(
                                            "service", ExaminerSection.Service.class,
                                            "model", ExaminerSection.Model.class,
                                            "reward", ExaminerSection.Reward.class))),
                    Map.entry(
                            ScheduleSection.class,
                            Choice.byType(
                                    Map.of(
                                            "cosine", ScheduleSection.Cosine.class,
                                            "linear", ScheduleSection.Linear.class,
                                            "constant", ScheduleSection.Constant.class))));

    static final YamlSettings<Recipe> SETTINGS = new YamlSettings<>(Recipe.class, CHOICES);

    /// A file that is one reward section.
    static final YamlSettings<RewardSection> REWARDS =
            new YamlSettings<>(RewardSection.class, CHOICES);

    /// A file that is a judge of replies.
    static final YamlSettings<ExaminerSection> EXAMINERS =
            new YamlSettings<>(ExaminerSection.class, CHOICES);

    private RecipeSchema() {}

    /// The kinds of recipe, sorted.
    public static List<String> kinds() {
        return KINDS.names();
    }

    /// Every key of a kind with its default and meaning, laid out as YAML.
    ///
    /// @throws RecipeException if there is no such kind
    public static String explain(String kind) {
        try {
            return SETTINGS.explain(kind);
        } catch (SettingsException e) {
            throw new RecipeException(String.join("\n", e.problems()));
        }
    }
}
