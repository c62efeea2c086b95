package dev.murmur.recipe;

import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Prompt;
import dev.murmur.data.TokenLimits;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.loss.ValueLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ActorCritic;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TrainableModel;
import dev.murmur.objective.Critic;
import dev.murmur.objective.PolicyObjective;
import dev.murmur.reward.RewardModel;
import dev.murmur.rollout.RolloutBatches;
import dev.murmur.rollout.RolloutModels;
import dev.murmur.rollout.RolloutTrainer;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A stretch of policy-gradient training with every model that it needs open.
///
/// @param limits of prompts and replies, the same for every reader
/// @param prompts of an iteration, from 1
record PolicyGradientTraining(
        PolicyGradientRecipe recipe, TokenLimits limits, IntFunction<List<Prompt>> prompts)
        implements RolloutTrainer {
    @Override
    public void train(int iteration, Path folder, RunContext context) {
        TrainingSection training = recipe.training();
        Path start = recipe.model().path();
        try (TextModel text = TextModel.open(recipe.model());
                CausalLm initial = CausalLm.frozen(start, training.computed());
                RewardModel reward = Rewards.open(recipe.reward());
                CausalLm policy = CausalLm.trainable(start, training.tuning(recipe.seed()));
                ScalarModel value = value()) {
            GroupEncoder encoder = text.encoder(limits);
            var models =
                    new RolloutModels(
                            policy,
                            initial,
                            value,
                            LocalGenerator.over(
                                    policy, text.folder(), encoder, training.computed()),
                            encoder,
                            reward);
            TrainableModel trained = value == null ? policy : new ActorCritic(policy, value);
            train(trained, models, iteration, context);
            trained.saveTrained(
                    folder.resolve(TrainingRun.MODEL),
                    training.savingIteration(
                            ModelCard.of(
                                    recipe, "Iteration " + iteration + " of policy gradients")));
        }
    }

    private @Nullable ScalarModel value() {
        if (recipe.value().isEmpty()) {
            return null;
        }
        Path start = recipe.value().get().path().orElse(recipe.model().path());
        return ScalarModel.trainable(start, recipe.training().tuning(recipe.seed()));
    }

    private void train(
            TrainableModel trained, RolloutModels models, int iteration, RunContext context) {
        int examples = recipe.iterations() * recipe.prompts().perIteration();
        new Trainer<>(
                        trained,
                        objective(models),
                        recipe.training().settings(examples, recipe.seed()),
                        recipe.output(),
                        context)
                .run(
                        "train " + recipe.name(),
                        new RolloutBatches(
                                recipe.rollouts(),
                                recipe.steps(),
                                models,
                                prompts,
                                recipe.output(),
                                context),
                        recipe.steps().before(iteration + 1));
    }

    private PolicyObjective objective(RolloutModels models) {
        ScalarModel value = models.value();
        Critic critic = null;
        if (value != null) {
            ValueSection section = recipe.value().orElseThrow();
            critic = new Critic(value, new ValueLoss(section.clip()), section.coef());
        }
        return new PolicyObjective(
                models.policy(), critic, recipe.loss(), recipe.sampling().maxNewTokens());
    }
}
