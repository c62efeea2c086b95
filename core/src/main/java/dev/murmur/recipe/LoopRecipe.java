package dev.murmur.recipe;

import dev.murmur.online.StopRule;
import java.util.List;

/// A recipe that learns from its own model's replies, iteration by iteration.
public sealed interface LoopRecipe extends TrainingRecipe
        permits OnlineRecipe, RejectionSamplingRecipe, PolicyGradientRecipe {
    int iterations();

    PromptsSection prompts();

    /// Of the replies that are learnt from.
    SamplingSection sampling();

    RewardSection reward();

    EvaluationSection evaluation();

    /// What ends the run early.
    List<StopRule> stop();
}
