package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.data.Prompt;
import dev.murmur.data.PromptSampler;
import dev.murmur.data.TokenGroup;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.online.ModelLikelihood;
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

    OnlineRun(OnlineRecipe recipe) {
        this.recipe = recipe;
        this.template = TextModel.template(recipe.model());
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        List<Prompt> prompts = prompts(recipe.prompts().path());
        List<Prompt> heldOut = heldOut();
        Rewards.check(recipe.reward(), prompts);
        Rewards.check(recipe.evaluation().judge(), heldOut);
        var sampler = new PromptSampler(prompts, recipe.prompts().sampling(), recipe.seed());
        sampler.sample(1, recipe.prompts().perIteration());
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
        Map<String, String> model =
                Map.of("model", recipe.model().template() + " " + recipe.model().dtype());
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
                        folder -> LocalGenerator.open(folder, template, recipe.model().weights()),
                        model,
                        Map.of()),
                new Part<>(this::likelihood, model, Map.of()),
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
                recipe.model().weights(),
                recipe.training().maxTokensPerMicroBatch());
    }

    private PreferenceTrainer trainer() {
        return (job, context) -> {
            List<ReferencedPair> pairs = ReferenceFile.join(encode(job), job.reference());
            boolean policyIsReference =
                    recipe.reference() == Reference.PREVIOUS || job.iteration() == 1;
            new PreferenceTraining(
                            recipe.name() + " " + job.iteration(),
                            job.policy(),
                            job.folder(),
                            recipe.seed() + job.iteration())
                    .run(
                            recipe.loss(),
                            recipe.training(),
                            pairs,
                            ModelCard.of(
                                    recipe,
                                    "Iteration " + job.iteration() + " of preference optimisation"),
                            policyIsReference,
                            context);
        };
    }

    private List<TokenGroup> encode(TrainingJob job) {
        try (TextModel text = TextModel.open(recipe.model())) {
            var encoder = new GroupEncoder(text.tokenizer(), template, maxTokens(), Overlong.ERROR);
            var encoded = encoder.pairs(job.pairs());
            return TrainingRun.kept(job.folder().resolve("pairs.jsonl"), encoded).stream()
                    .map(Encoded.Item::tokens)
                    .toList();
        }
    }

    /// Longest sequence anywhere in the run: a prompt and a sampled reply.
    private int maxTokens() {
        return recipe.prompts().maxTokens() + longestReply();
    }

    private int longestReply() {
        return Math.max(
                recipe.sampling().maxNewTokens(), recipe.evaluation().sampling().maxNewTokens());
    }

    /// Prompts of a file that fit, saying how many do not.
    private List<Prompt> prompts(Path file) {
        try (TextModel text = TextModel.open(recipe.model())) {
            var encoder =
                    new GroupEncoder(
                            text.tokenizer(), template, maxTokens(), recipe.prompts().overlong());
            var encoded = encoder.prompts(DataReader.prompts(file), longestReply());
            return TrainingRun.kept(file, encoded).stream().map(Encoded.Item::row).toList();
        }
    }

    private List<Prompt> heldOut() {
        List<Prompt> all = prompts(recipe.evaluation().prompts());
        int most = recipe.evaluation().maxPrompts().orElse(all.size());
        return all.subList(0, Math.min(most, all.size()));
    }

    private Map<String, Path> files() {
        return Map.of(
                "prompts",
                recipe.prompts().path(),
                "evaluation prompts",
                recipe.evaluation().prompts());
    }
}
