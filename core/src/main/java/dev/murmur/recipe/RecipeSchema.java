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
                    Map.of(
                            "sft", SftRecipe.class,
                            "reward-model", RewardModelRecipe.class,
                            "preference", PreferenceRecipe.class,
                            "unpaired-preference", UnpairedRecipe.class,
                            "rejection-sampling", RejectionSamplingRecipe.class,
                            "evaluation", EvaluationRecipe.class,
                            "benchmark", BenchmarkRecipe.class,
                            "reward-benchmark", RewardBenchmarkRecipe.class,
                            "online", OnlineRecipe.class,
                            "policy-gradient", PolicyGradientRecipe.class));

    private static final Map<Class<?>, Choice> CHOICES =
            Map.of(
                    Recipe.class, KINDS,
                    PreferenceLoss.class, Choice.byType(Losses.PREFERENCE),
                    UnpairedLoss.class, Choice.byType(Losses.UNPAIRED),
                    RankingLoss.class, Choice.byType(Losses.RANKING),
                    PolicyLoss.class, Choice.byType(Losses.POLICY),
                    PairSelector.class, new Choice("select", PairSelectors.BY_NAME),
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
                                            RewardSection.Ensemble.class)),
                    BaselineSection.class,
                            Choice.byType(
                                    Map.of(
                                            "model", BaselineSection.Model.class,
                                            "replies", BaselineSection.Replies.class)),
                    DecodingSection.class,
                            Choice.byType(
                                    Map.of(
                                            "sampling", DecodingSection.Sampling.class,
                                            "greedy", DecodingSection.Greedy.class,
                                            "beam", DecodingSection.Beam.class,
                                            "best-of-n", DecodingSection.BestOfN.class)),
                    ScheduleSection.class,
                            Choice.byType(
                                    Map.of(
                                            "cosine", ScheduleSection.Cosine.class,
                                            "linear", ScheduleSection.Linear.class,
                                            "constant", ScheduleSection.Constant.class)));

    static final YamlSettings<Recipe> SETTINGS = new YamlSettings<>(Recipe.class, CHOICES);

    /// A file that is one reward section.
    static final YamlSettings<RewardSection> REWARDS =
            new YamlSettings<>(RewardSection.class, CHOICES);

    /// A file that is a judge which compares.
    static final YamlSettings<PairwiseJudgeSection> PAIRWISE_JUDGES =
            new YamlSettings<>(PairwiseJudgeSection.class, CHOICES);

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
