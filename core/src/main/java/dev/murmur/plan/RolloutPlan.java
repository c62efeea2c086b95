package dev.murmur.plan;

import dev.murmur.recipe.PolicyGradientRecipe;
import dev.murmur.recipe.SamplingSection;
import dev.murmur.tensor.Dtype;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of policy-gradient training, which keeps every model open: the policy and its value
/// model with their optimiser, the initial policy, and the reward's. It samples, scores and trains
/// by turns.
///
/// @param policy that is trained
/// @param value trained beside it; null without one
/// @param beside weights of the initial policy and the reward's largest model
record RolloutPlan(TrainingPlan policy, @Nullable TrainingPlan value, long beside) {
    static List<PhasePlan> of(PolicyGradientRecipe recipe, TrainingPlan policy) {
        Dtype computed = recipe.training().computed();
        var value =
                recipe.value()
                        .map(section -> section.path().orElse(recipe.model().path()))
                        .map(path ->
                                TrainingPlan.of(
                                        ModelShape.of(path), recipe.training(), policy.tokens()))
                        .orElse(null);
        long reward =
                MemoryPlan.scores("score", recipe.reward()).stream()
                        .mapToLong(phase -> phase.use().weights())
                        .max()
                        .orElse(0);
        long initial = computed.bytes() * policy.shape().parameters();
        var plan = new RolloutPlan(policy, value, initial + reward);
        return List.of(plan.sampling(recipe, computed), plan.training());
    }

    private PhasePlan training() {
        MemoryUse use = trained();
        return new PhasePlan(
                "train",
                new MemoryUse(
                        use.weights() + beside,
                        use.gradients(),
                        use.optimizer(),
                        use.activations(),
                        use.cache()));
    }

    /// Policy and value model at their peak: a micro-batch runs through both before either goes
    /// back.
    private MemoryUse trained() {
        MemoryUse own = policy.phase("train").use();
        if (value == null) {
            return own;
        }
        MemoryUse other = value.phase("train").use();
        return new MemoryUse(
                own.weights() + other.weights(),
                own.gradients() + other.gradients(),
                own.optimizer() + other.optimizer(),
                own.activations() + other.activations(),
                0);
    }

    private PhasePlan sampling(PolicyGradientRecipe recipe, Dtype computed) {
        MemoryUse held = trained();
        SamplingSection sampling = recipe.sampling();
        MemoryUse drawn =
                MemoryPlan.sample(
                                "sample",
                                policy.shape(),
                                computed,
                                recipe.prompts().maxTokens(),
                                sampling.n(),
                                sampling.maxNewTokens())
                        .use();
        return new PhasePlan(
                "train, while it samples",
                new MemoryUse(
                        held.weights() + beside,
                        0,
                        held.optimizer(),
                        drawn.activations(),
                        drawn.cache()));
    }
}
