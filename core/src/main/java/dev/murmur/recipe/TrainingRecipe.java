package dev.murmur.recipe;

/// A recipe whose run trains a model.
public sealed interface TrainingRecipe extends Recipe
        permits SftRecipe, RewardModelRecipe, PreferenceRecipe, UnpairedRecipe, LoopRecipe {
    /// The model that is trained, as it starts.
    ModelSection model();

    TrainingSection training();
}
