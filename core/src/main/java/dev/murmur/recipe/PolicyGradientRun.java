package dev.murmur.recipe;

import dev.murmur.metrics.RunContext;
import dev.murmur.model.DecoderConfig;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.ScalarModel;
import dev.murmur.online.Part;
import dev.murmur.report.RunReport;
import dev.murmur.rollout.PolicyGradientLoop;
import dev.murmur.rollout.PolicyGradientSettings;
import dev.murmur.rollout.RolloutTrainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Policy gradients: every collaborator wired from its section.
final class PolicyGradientRun {
    private final PolicyGradientRecipe recipe;
    private final LoopWiring wiring;

    PolicyGradientRun(PolicyGradientRecipe recipe) {
        this.recipe = recipe;
        this.wiring = new LoopWiring(recipe);
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        LoopWiring.Inputs inputs = wiring.inputs();
        recipe.value().ifPresent(section -> checkValue(section.path().orElse(policy())));
        Path folder = RunFolder.enter(recipe, resume, wiring.files());
        Path model =
                new PolicyGradientLoop(
                                settings(),
                                wiring.policy(),
                                wiring.heldOut(inputs),
                                trainer(inputs),
                                context,
                                clock)
                        .run();
        RunReport.write(List.of(folder), folder.resolve("report.html"));
        return model;
    }

    private Path policy() {
        return recipe.model().path();
    }

    /// Policy and value model read the same ids.
    private void checkValue(Path folder) {
        ScalarModel.checkStart(folder);
        DecoderConfig value = ModelFolder.open(folder).config();
        DecoderConfig policy = ModelFolder.open(policy()).config();
        if (value.vocabSize() != policy.vocabSize()) {
            throw new RecipeException(
                    "value.path "
                            + folder
                            + " has a vocabulary of "
                            + value.vocabSize()
                            + ", the policy "
                            + policy.vocabSize()
                            + "; it must read the policy's ids: take a model with its tokenizer");
        }
    }

    private PolicyGradientSettings settings() {
        return new PolicyGradientSettings(
                recipe.output(),
                policy(),
                recipe.iterations(),
                recipe.evaluateEvery(),
                recipe.value().isPresent(),
                recipe.stop());
    }

    private Part<RolloutTrainer> trainer(LoopWiring.Inputs inputs) {
        var prompts = wiring.prompts(inputs);
        Map<String, String> dependsOn =
                Map.of(
                        "iterations", Integer.toString(recipe.iterations()),
                        "loss", recipe.loss().toString(),
                        "prompts", recipe.prompts().toString(),
                        "sampling", recipe.sampling().toString(),
                        "seed", Long.toString(recipe.seed()),
                        "shaping", recipe.shaping().toString(),
                        "template", TextModel.templateKey(recipe.model()),
                        "training", recipe.training().toString(),
                        "value", recipe.value().toString());
        Map<String, Path> start =
                recipe.value()
                        .flatMap(ValueSection::path)
                        .map(path -> Map.of("value", path))
                        .orElse(Map.of());
        var files = new TreeMap<String, Path>(start);
        files.put("prompts", recipe.prompts().path());
        return new Part<>(
                new PolicyGradientTraining(recipe, wiring.limits(), prompts.value()),
                dependsOn,
                files);
    }
}
