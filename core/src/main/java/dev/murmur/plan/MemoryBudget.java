package dev.murmur.plan;

import dev.murmur.recipe.LoopRecipe;
import dev.murmur.recipe.OnlineRecipe;
import dev.murmur.recipe.PolicyGradientRecipe;
import dev.murmur.recipe.PreferenceRecipe;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeException;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RejectionSamplingRecipe;
import dev.murmur.recipe.RewardModelRecipe;
import dev.murmur.recipe.SftRecipe;
import dev.murmur.recipe.TrainingRecipe;
import dev.murmur.recipe.TrainingSection;
import dev.murmur.recipe.UnpairedRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Micro-batches of a size that a recipe's memory allows.
public final class MemoryBudget {
    /// Sizes tried are multiples of this; smaller batches only make the work slower.
    private static final int STEP = 256;

    private static final double GB = 1e9;

    /// What the allocator keeps between micro-batches of different shapes, as a share of what they
    /// take: up to 0.37 in `bench/run PlanCheck dpo`.
    private static final double KEPT = 0.4;

    private MemoryBudget() {}

    /// Reads a recipe. With `training.memory_gb` its `training.max_tokens_per_micro_batch` is the
    /// largest multiple of 256, and at most what the recipe says, with which every phase fits
    /// beside the process itself. It depends on the recipe, its models and, where batches run side
    /// by side, the number of cores, not on what is free just now, so that a run that is resumed
    /// goes on in the same pieces.
    ///
    /// @param sets as [RecipeReader#read]
    /// @throws RecipeException as there, and if not even the smallest micro-batch fits
    /// @throws dev.murmur.model.CheckpointException if there is a budget, and a model's folder is
    ///   missing or does not load
    public static Recipe read(Path file, List<String> sets) {
        Recipe asked = RecipeReader.read(file, sets);
        if (!(asked instanceof TrainingRecipe recipe) || recipe.training().memoryGb().isEmpty()) {
            return asked;
        }
        var settled = new ArrayList<>(sets);
        settled.add("training.max_tokens_per_micro_batch=" + tokens(file, recipe));
        return RecipeReader.read(file, settled);
    }

    private static int tokens(Path file, TrainingRecipe recipe) {
        TrainingSection training = recipe.training();
        int most = training.maxTokensPerMicroBatch();
        double memory = training.memoryGb().orElseThrow() * GB;
        int smallest = Math.max(Math.min(STEP, most), longest(recipe));
        if (peak(recipe, Math.max(smallest, most)) <= memory) {
            return most;
        }
        if (peak(recipe, smallest) > memory) {
            throw tooSmall(file, recipe, smallest);
        }
        int fits = smallest;
        int below = Math.ceilDiv(most, STEP) * STEP; // does not fit
        while (below - fits > STEP) {
            int middle = (fits + below) / 2 / STEP * STEP;
            if (peak(recipe, middle) <= memory) {
                fits = middle;
            } else {
                below = middle;
            }
        }
        return fits;
    }

    /// The longest group that a run may make or read, as far as its recipe says; files of pairs,
    /// rankings and conversations are looked at when they are read.
    private static int longest(TrainingRecipe recipe) {
        return switch (recipe) {
            case SftRecipe _, RewardModelRecipe _, PreferenceRecipe _ -> 0;
            case UnpairedRecipe unpaired -> unpaired.data().maxTokens();
            case OnlineRecipe online -> longest(online, 2);
            case RejectionSamplingRecipe rejection -> longest(rejection, 1);
            case PolicyGradientRecipe gradient -> longest(gradient, 1);
        };
    }

    private static int longest(LoopRecipe recipe, int replies) {
        return recipe.prompts().maxTokens() + replies * recipe.sampling().maxNewTokens();
    }

    /// With the process itself, and what the allocator keeps.
    static long peak(TrainingRecipe recipe, int tokens) {
        return needed(peakPhase(recipe, tokens)) + Device.cpu().base();
    }

    private static PhasePlan peakPhase(TrainingRecipe recipe, int tokens) {
        return MemoryPlan.of(recipe, tokens).phases().stream()
                .max(Comparator.comparingLong(MemoryBudget::needed))
                .orElseThrow();
    }

    private static long needed(PhasePlan phase) {
        MemoryUse use = phase.use();
        return use.total() + Math.round(KEPT * use.activations());
    }

    private static RecipeException tooSmall(Path file, TrainingRecipe recipe, int smallest) {
        return new RecipeException(
                String.format(
                        Locale.ROOT,
                        "%s: training.memory_gb is %s, must be at least %.2f: phase '%s' takes that"
                                + " much with micro-batches of %d tokens, the least that it can do with",
                        file,
                        recipe.training().memoryGb().orElseThrow(),
                        Math.ceil(peak(recipe, smallest) / GB * 100) / 100,
                        peakPhase(recipe, smallest).phase(),
                        smallest));
    }
}
