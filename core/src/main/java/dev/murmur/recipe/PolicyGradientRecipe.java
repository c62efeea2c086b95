package dev.murmur.recipe;

import dev.murmur.loss.PolicyLoss;
import dev.murmur.online.StopRule;
import dev.murmur.rollout.RewardShaping;
import dev.murmur.rollout.RolloutSettings;
import dev.murmur.rollout.RolloutSteps;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Policy gradients on the policy's own replies: sample, score, credit, train, again. The initial
/// policy of every KL is the model as it starts.
public record PolicyGradientRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to start from") ModelSection model,
        @Doc("how often to sample, score and train") int iterations,
        @Doc("what to ask; per_iteration is a multiple of training.batch_size")
                PromptsSection prompts,
        @Doc("how to draw replies: temperature 1, nothing filtered") SamplingSection sampling,
        @Doc("what scores the replies") RewardSection reward,
        @Doc("from scores to rewards") @Default("{}") RewardShaping shaping,
        @Doc("what the policy learns from them") PolicyLoss loss,
        @Doc("value model, for apa, awr and ppo; {} takes the defaults")
                Optional<ValueSection> value,
        @Doc("how to train; examples are prompts, epochs are over each iteration's replies")
                TrainingSection training,
        @Doc("stop if sampler and trainer differ by more, nats a token") @Default("0.05")
                double maxLogProbGap,
        @Doc("iterations between evaluations, each with a saved model; the last has one too")
                @Default("10")
                int evaluateEvery,
        @Doc("how to measure") EvaluationSection evaluation,
        @Doc("rules that end the run") @Default("[]") List<StopRule> stop)
        implements LoopRecipe {
    public PolicyGradientRecipe {
        Check check = evaluation.check(Recipe.check(name), reward, stop);
        training.checkHeldOut(check, Optional.empty(), Set.of());
        check.atLeast(1, "iterations", iterations)
                .atLeast(1, "evaluate_every", evaluateEvery)
                .require(maxLogProbGap > 0, "max_log_prob_gap", maxLogProbGap, "> 0 (0.05 is wide)")
                .require(
                        value.isPresent() == loss.usesValues(),
                        "value",
                        value.isPresent() ? "given" : "null",
                        loss.usesValues()
                                ? "a section, {} for its defaults (the loss uses a value model)"
                                : "null (the loss uses no value model)")
                .require(
                        value.map(ValueSection::warmupIterations).orElse(0) < iterations,
                        "value.warmup_iterations",
                        value.map(ValueSection::warmupIterations).orElse(0),
                        "below iterations " + iterations + " (the policy must learn in some)")
                .verify();
        steps(iterations, prompts, training);
        rollouts(loss, sampling, seed, shaping, maxLogProbGap, value, training);
    }

    /// How the run's optimiser steps fall into iterations.
    RolloutSteps steps() {
        return steps(iterations, prompts, training);
    }

    private static RolloutSteps steps(
            int iterations, PromptsSection prompts, TrainingSection training) {
        return new RolloutSteps(
                iterations, prompts.perIteration(), training.batchSize(), training.epochs());
    }

    /// How rollouts are made.
    RolloutSettings rollouts() {
        return rollouts(loss, sampling, seed, shaping, maxLogProbGap, value, training);
    }

    private static RolloutSettings rollouts(
            PolicyLoss loss,
            SamplingSection sampling,
            long seed,
            RewardShaping shaping,
            double maxLogProbGap,
            Optional<ValueSection> value,
            TrainingSection training) {
        return new RolloutSettings(
                loss,
                sampling.params(seed),
                shaping,
                maxLogProbGap,
                value.map(ValueSection::warmupIterations).orElse(0),
                training.maxTokensPerMicroBatch());
    }
}
