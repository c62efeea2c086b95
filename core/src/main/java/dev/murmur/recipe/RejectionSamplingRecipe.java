package dev.murmur.recipe;

import dev.murmur.online.StopRule;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Iterative rejection sampling: sample, keep each prompt's best reply, fine-tune on it, again,
/// until the mean reward of the samples stops rising.
public record RejectionSamplingRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("at most how often to sample, keep and train; it ends at the peak of the reward")
                int iterations,
        @Doc("what to ask") PromptsSection prompts,
        @Doc("how to draw replies, of which the best is kept") SamplingSection sampling,
        @Doc("what scores the replies") RewardSection reward,
        @Doc("how to train in each iteration") TrainingSection training,
        @Doc("how to measure each iteration") EvaluationSection evaluation,
        @Doc("rules that end the run") @Default("[]") List<StopRule> stop)
        implements LoopRecipe {
    public RejectionSamplingRecipe {
        Check check =
                evaluation
                        .check(Recipe.check(name), reward, stop)
                        .atLeast(1, "iterations", iterations)
                        .require(
                                prompts.perIteration() >= 2,
                                "prompts.per_iteration",
                                prompts.perIteration(),
                                "at least 2 (one has no standard error)")
                        .require(
                                sampling.n() >= 2,
                                "sampling.n",
                                sampling.n(),
                                "at least 2 (of one reply none is the best)");
        training.checkHeldOut(check, Optional.empty(), Set.of());
        check.verify();
    }
}
