package dev.murmur.recipe;

import dev.murmur.data.Encoded;
import dev.murmur.data.TokenGroup;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Pair;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.online.MarginFile;
import dev.murmur.online.OnlineLoop;
import dev.murmur.online.OnlineParts;
import dev.murmur.online.OnlineSettings;
import dev.murmur.online.Part;
import dev.murmur.online.PreferenceTrainer;
import dev.murmur.online.Reference;
import dev.murmur.online.ReferenceFile;
import dev.murmur.online.TrainingJob;
import dev.murmur.report.RunReport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The online loop: every collaborator wired from its section.
final class OnlineRun {
    private final OnlineRecipe recipe;
    private final LoopWiring wiring;

    OnlineRun(OnlineRecipe recipe) {
        this.recipe = recipe;
        this.wiring = new LoopWiring(recipe);
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        LoopWiring.Inputs inputs = wiring.inputs();
        recipe.marginRewards().forEach(margin -> Rewards.check(margin.reward(), inputs.asked()));
        Path folder = RunFolder.enter(recipe, resume, wiring.files());
        Path model = new OnlineLoop(settings(), parts(inputs), context, clock).run();
        RunReport.write(List.of(folder), folder.resolve("report.html"));
        return model;
    }

    private OnlineSettings settings() {
        return new OnlineSettings(
                recipe.output(),
                recipe.model().path(),
                recipe.iterations(),
                recipe.reference(),
                recipe.data(),
                recipe.sampling().params(recipe.seed()),
                recipe.stop());
    }

    private OnlineParts parts(LoopWiring.Inputs inputs) {
        return new OnlineParts(
                wiring.prompts(inputs),
                wiring.policy(),
                wiring.heldOut(inputs),
                recipe.pairs(),
                MarginReward.scorer(recipe.marginRewards()),
                new Part<>(
                        trainer(),
                        Map.of(
                                "loss", recipe.loss().toString(),
                                "training", recipe.training().toString(),
                                "reference", recipe.reference().toString(),
                                "template", TextModel.templateKey(recipe.model()),
                                "seed", Long.toString(recipe.seed())),
                        Map.of()));
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
                                referenced(job),
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

    private List<ReferencedPair> referenced(TrainingJob job) {
        List<ReferencedPair> pairs = ReferenceFile.join(encode(job), job.reference());
        return job.margins().isEmpty() ? pairs : MarginFile.join(pairs, job.margins());
    }

    private List<TokenGroup> encode(TrainingJob job) {
        try (TextModel text = TextModel.open(recipe.model())) {
            Path file = job.folder().resolve("pairs.jsonl");
            return TrainingRun.kept(file, job.pairs(), text.encoder(wiring.limits())::pairs)
                    .stream()
                    .map(Encoded.Item::tokens)
                    .toList();
        }
    }
}
