package dev.murmur.recipe;

import dev.murmur.data.Overlong;
import dev.murmur.data.Prompt;
import dev.murmur.data.PromptSampler;
import dev.murmur.data.TokenLimits;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.objective.ModelLikelihood;
import dev.murmur.online.HeldOut;
import dev.murmur.online.Part;
import dev.murmur.online.PolicyParts;
import dev.murmur.tensor.Device;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// What every loop is wired from, whatever it learns by: its models, its prompts and its
/// evaluation.
record LoopWiring(LoopRecipe recipe) {
    /// Checks what can be checked without any work, and reads the prompts.
    Inputs inputs() {
        recipe.sampling().compute().requireOn(Device.current());
        CausalLm.check(recipe.model().path());
        List<Prompt> asked = asked();
        List<Prompt> heldOut =
                new PromptFile(recipe.evaluation().prompts())
                        .heldOut(recipe.model(), limits(), recipe.evaluation().maxPrompts());
        Rewards.check(recipe.reward(), asked);
        Rewards.check(recipe.evaluation().judge(), heldOut);
        if (recipe.evaluation().decoding() instanceof DecodingSection.BestOfN best) {
            Rewards.check(best.reward(), heldOut);
        }
        return new Inputs(asked, heldOut);
    }

    /// @param asked what iterations draw from
    /// @param heldOut what policies are compared on
    record Inputs(List<Prompt> asked, List<Prompt> heldOut) {}

    /// The files that a run reads, by what they are for.
    Map<String, Path> files() {
        return Map.of(
                "prompts",
                recipe.prompts().path(),
                "evaluation prompts",
                recipe.evaluation().prompts());
    }

    Part<IntFunction<List<Prompt>>> prompts(Inputs inputs) {
        var sampler = new PromptSampler(inputs.asked(), recipe.prompts().sampling(), recipe.seed());
        return new Part<>(
                iteration -> sampler.sample(iteration, recipe.prompts().perIteration()),
                Map.of(
                        "prompts",
                        recipe.prompts().toString(),
                        "seed",
                        Long.toString(recipe.seed())),
                Map.of("file", recipe.prompts().path()));
    }

    HeldOut heldOut(Inputs inputs) {
        return new HeldOut(
                new Part<>(
                        inputs::heldOut,
                        Map.of("max_prompts", recipe.evaluation().maxPrompts().toString()),
                        Map.of("file", recipe.evaluation().prompts())),
                recipe.evaluation().decoding().decoding(recipe.seed()),
                Rewards.part(recipe.evaluation().judge()));
    }

    PolicyParts policy() {
        return policy(
                recipe.model(),
                limits(),
                recipe.training().computed(),
                recipe.training().maxTokensPerMicroBatch(),
                recipe.reward());
    }

    /// Policies that are read and sampled as one model's section says.
    ///
    /// @param limits of prompts and replies, the same for every reader
    /// @param computed type in which likelihoods are computed
    /// @param maxTokens computed at once where likelihoods are asked for
    static PolicyParts policy(
            ModelSection model,
            TokenLimits limits,
            Dtype computed,
            int maxTokens,
            RewardSection reward) {
        ChatTemplate template = TextModel.template(model);
        Map<String, String> text =
                Map.of("template", TextModel.templateKey(model), "limits", limits.toString());
        return new PolicyParts(
                new Part<>(
                        folder -> LocalGenerator.open(folder, template, model.weights(), limits),
                        with(text, Map.of("dtype", model.weights().toString())),
                        Map.of()),
                new Part<>(
                        folder ->
                                ModelLikelihood.open(folder, template, computed, limits, maxTokens),
                        with(
                                text,
                                Map.of(
                                        "dtype", computed.toString(),
                                        "max_tokens", Integer.toString(maxTokens))),
                        Map.of()),
                Rewards.part(reward));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        var all = new TreeMap<>(some);
        all.putAll(more);
        return all;
    }

    /// The prompt limit is the same for every reply and every reader: what samples, what computes
    /// likelihoods and what trains see one prompt. A model with fewer positions lowers it.
    TokenLimits limits() {
        int room =
                Math.max(
                        recipe.sampling().maxNewTokens(),
                        recipe.evaluation().decoding().maxNewTokens());
        return limits(
                recipe.model(), recipe.prompts().maxTokens(), room, recipe.prompts().overlong());
    }

    static TokenLimits limits(ModelSection model, int promptTokens, int room, Overlong overlong) {
        int positions = ModelFolder.open(model.path()).config().maxPositions();
        if (room >= positions) {
            throw new RecipeException(
                    "max_new_tokens is "
                            + room
                            + ", must be below the "
                            + positions
                            + " positions of "
                            + model.path()
                            + " to leave room for a prompt");
        }
        return new TokenLimits(Math.min(promptTokens + room, positions), room, overlong);
    }

    private List<Prompt> asked() {
        List<Prompt> fitting =
                new PromptFile(recipe.prompts().path()).fitting(recipe.model(), limits());
        if (fitting.size() < recipe.prompts().perIteration()) {
            throw new RecipeException(
                    "prompts.per_iteration is "
                            + recipe.prompts().perIteration()
                            + ", must be at most the "
                            + fitting.size()
                            + " prompts of "
                            + recipe.prompts().path());
        }
        return fitting;
    }
}
