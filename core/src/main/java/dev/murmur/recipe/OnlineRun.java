package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.Prompt;
import dev.murmur.data.PromptSampler;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.objective.ModelLikelihood;
import dev.murmur.objective.Pair;
import dev.murmur.online.OnlineLoop;
import dev.murmur.online.OnlineParts;
import dev.murmur.online.OnlineSettings;
import dev.murmur.online.Part;
import dev.murmur.online.PreferenceTrainer;
import dev.murmur.online.Reference;
import dev.murmur.online.ReferenceFile;
import dev.murmur.online.TrainingJob;
import dev.murmur.report.RunReport;
import dev.murmur.text.ChatTemplate;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The online loop: every collaborator wired from its section.
final class OnlineRun {
    private final OnlineRecipe recipe;
    private final ChatTemplate template;
    private final TokenLimits limits;

    OnlineRun(OnlineRecipe recipe) {
        this.recipe = recipe;
        this.template = TextModel.template(recipe.model());
        this.limits = limits(recipe);
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        CausalLm.check(recipe.model().path());
        List<Prompt> prompts = prompts();
        List<Prompt> heldOut = heldOut();
        Rewards.check(recipe.reward(), prompts);
        Rewards.check(recipe.evaluation().judge(), heldOut);
        var sampler = new PromptSampler(prompts, recipe.prompts().sampling(), recipe.seed());
        Path folder = RunFolder.enter(recipe, resume, files());
        Path model = new OnlineLoop(settings(), parts(sampler, heldOut), context, clock).run();
        RunReport.write(List.of(folder), folder.resolve("report.html"));
        return model;
    }

    private OnlineSettings settings() {
        return new OnlineSettings(
                recipe.output(),
                recipe.model().path(),
                recipe.iterations(),
                recipe.reference(),
                recipe.sampling().params(recipe.seed()),
                recipe.evaluation().sampling().params(recipe.seed()));
    }

    private OnlineParts parts(PromptSampler sampler, List<Prompt> heldOut) {
        String templateKey = TextModel.templateKey(recipe.model());
        TrainingSection training = recipe.training();
        int perIteration = recipe.prompts().perIteration();
        return new OnlineParts(
                new Part<>(
                        iteration -> sampler.sample(iteration, perIteration),
                        Map.of(
                                "prompts",
                                recipe.prompts().toString(),
                                "seed",
                                Long.toString(recipe.seed())),
                        Map.of("file", recipe.prompts().path())),
                new Part<>(
                        () -> heldOut,
                        Map.of("evaluation", recipe.evaluation().toString()),
                        Map.of("file", recipe.evaluation().prompts())),
                new Part<>(
                        folder ->
                                LocalGenerator.open(
                                        folder, template, recipe.model().weights(), limits),
                        Map.of(
                                "template", templateKey,
                                "dtype", recipe.model().weights().toString(),
                                "limits", limits.toString()),
                        Map.of()),
                new Part<>(
                        this::likelihood,
                        Map.of(
                                "template", templateKey,
                                "dtype", training.computed().toString(),
                                "limits", limits.toString(),
                                "max_tokens_per_micro_batch",
                                        Integer.toString(training.maxTokensPerMicroBatch())),
                        Map.of()),
                Rewards.part(recipe.reward()),
                Rewards.part(recipe.evaluation().judge()),
                recipe.pairs(),
                new Part<>(
                        trainer(),
                        Map.of(
                                "loss", recipe.loss().toString(),
                                "training", recipe.training().toString(),
                                "reference", recipe.reference().toString(),
                                "seed", Long.toString(recipe.seed())),
                        Map.of()));
    }

    private ModelLikelihood likelihood(Path folder) {
        return ModelLikelihood.open(
                folder,
                template,
                recipe.training().computed(),
                limits,
                recipe.training().maxTokensPerMicroBatch());
    }

    private PreferenceTrainer trainer() {
        return (job, context) -> {
            var training =
                    new PreferenceTraining(
                            recipe.name() + " " + job.iteration(),
                            job.policy(),
                            job.folder(),
                            recipe.seed() + job.iteration(),
                            recipe.training(),
                            recipe.training()
                                    .savingIteration(
                                            ModelCard.of(
                                                    recipe,
                                                    "Iteration "
                                                            + job.iteration()
                                                            + " of preference optimisation")));
            switch (recipe.loss()) {
                case PairwiseLoss loss ->
                        training.run(
                                loss,
                                ReferenceFile.join(encode(job), job.reference()),
                                List.of(),
                                recipe.reference() == Reference.PREVIOUS || job.iteration() == 1,
                                context);
                case ReferenceFreeLoss loss ->
                        training.run(
                                loss,
                                encode(job).stream().map(Pair::new).toList(),
                                List.of(),
                                context);
            }
        };
    }

    private List<TokenGroup> encode(TrainingJob job) {
        try (TextModel text = TextModel.open(recipe.model())) {
            Path file = job.folder().resolve("pairs.jsonl");
            return TrainingRun.kept(file, job.pairs(), text.encoder(limits)::pairs).stream()
                    .map(Encoded.Item::tokens)
                    .toList();
        }
    }

    /// The prompt limit is the same for every reply and every reader: what samples, what computes
    /// likelihoods and what trains see one prompt. A model with fewer positions lowers it.
    private static TokenLimits limits(OnlineRecipe recipe) {
        int room =
                Math.max(
                        recipe.sampling().maxNewTokens(),
                        recipe.evaluation().sampling().maxNewTokens());
        int positions = ModelFolder.open(recipe.model().path()).config().maxPositions();
        if (room >= positions) {
            throw new RecipeException(
                    "max_new_tokens is "
                            + room
                            + ", must be below the "
                            + positions
                            + " positions of "
                            + recipe.model().path()
                            + " to leave room for a prompt");
        }
        PromptsSection prompts = recipe.prompts();
        int most = Math.min(prompts.maxTokens() + room, positions);
        return new TokenLimits(most, room, prompts.overlong());
    }

    private List<Prompt> prompts() {
        Path file = recipe.prompts().path();
        List<Prompt> prompts = fitting(file);
        if (prompts.size() < recipe.prompts().perIteration()) {
            throw new RecipeException(
                    "prompts.per_iteration is "
                            + recipe.prompts().perIteration()
                            + ", must be at most the "
                            + prompts.size()
                            + " prompts of "
                            + file);
        }
        return prompts;
    }

    private List<Prompt> heldOut() {
        Path file = recipe.evaluation().prompts();
        List<Prompt> all = fitting(file);
        int most = recipe.evaluation().maxPrompts().orElse(all.size());
        List<Prompt> taken = all.subList(0, Math.min(most, all.size()));
        if (taken.size() < 2) {
            throw new RecipeException(
                    "evaluation would be on 1 prompt of "
                            + file
                            + ", must be on at least 2 (one has no standard error)");
        }
        return taken;
    }

    /// Prompts of a file that fit, saying how many do not.
    private List<Prompt> fitting(Path file) {
        try (TextModel text = TextModel.open(recipe.model())) {
            List<Prompt> all = DataReader.prompts(file);
            return TrainingRun.kept(file, all, text.encoder(limits)::prompts).stream()
                    .map(Encoded.Item::row)
                    .toList();
        }
    }

    private Map<String, Path> files() {
        return Map.of(
                "prompts",
                recipe.prompts().path(),
                "evaluation prompts",
                recipe.evaluation().prompts());
    }
}
