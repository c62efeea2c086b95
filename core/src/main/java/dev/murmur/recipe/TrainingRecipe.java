package dev.murmur.recipe;

/// A recipe whose run trains a model.
public sealed interface TrainingRecipe extends Recipe
        permits SftRecipe, RewardModelRecipe, PreferenceRecipe, UnpairedRecipe, LoopRecipe {
    TrainingSection training();
}
