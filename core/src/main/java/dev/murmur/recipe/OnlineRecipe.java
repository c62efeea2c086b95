package dev.murmur.recipe;

import dev.murmur.loss.PreferenceLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.online.PairData;
import dev.murmur.online.PairSelector;
import dev.murmur.online.Reference;
import dev.murmur.online.StopRule;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Iterated preference optimisation: sample, score, select pairs, train, evaluate, again.
///
/// `reference` has no default: published recipes differ, and a reader of a result must know
/// (RLHFlow/Online-RLHF issues 5, 7, 18).
public record OnlineRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("how often to sample, score, select and train") int iterations,
        @Doc("the run's starting model, the iteration's, or no model") Reference reference,
        @Doc("pairs of this iteration, or of every one so far") @Default("latest") PairData data,
        @Doc("what to ask") PromptsSection prompts,
        @Doc("how to draw replies, at least 2 a prompt") SamplingSection sampling,
        @Doc("what scores the replies") RewardSection reward,
        @Doc("which two replies make a pair") PairSelector pairs,
        @Doc("preference loss") PreferenceLoss loss,
        @Doc("rewards that a margin-dpo loss asks for") @Default("[]")
                List<MarginReward> marginRewards,
        @Doc("how to train in each iteration") TrainingSection training,
        @Doc("how to measure each iteration") EvaluationSection evaluation,
        @Doc("rules that end the run") @Default("[]") List<StopRule> stop)
        implements LoopRecipe {
    public OnlineRecipe {
        Check check = evaluation.check(Recipe.check(name), reward, stop);
        training.checkHeldOut(check, Optional.empty(), Set.of());
        MarginReward.check(check, loss, marginRewards)
                .atLeast(1, "iterations", iterations)
                .require(
                        sampling.n() >= 2,
                        "sampling.n",
                        sampling.n(),
                        "at least 2 (a pair needs two replies)")
                .require(
                        (reference == Reference.NONE) == loss instanceof ReferenceFreeLoss,
                        "reference",
                        "'" + reference.name().toLowerCase(Locale.ROOT) + "'",
                        loss instanceof ReferenceFreeLoss
                                ? "none (the loss compares with no reference)"
                                : "initial or previous (the loss compares with a reference)")
                .verify();
    }
}
