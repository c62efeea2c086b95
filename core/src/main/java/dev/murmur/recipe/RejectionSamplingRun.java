package dev.murmur.recipe;

import dev.murmur.data.Encoded;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.SftObjective;
import dev.murmur.online.ImitationJob;
import dev.murmur.online.Part;
import dev.murmur.online.RejectionLoop;
import dev.murmur.online.RejectionParts;
import dev.murmur.online.RejectionSettings;
import dev.murmur.report.RunReport;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Iterative rejection sampling: every collaborator wired from its section.
final class RejectionSamplingRun {
    private final RejectionSamplingRecipe recipe;
    private final LoopWiring wiring;

    RejectionSamplingRun(RejectionSamplingRecipe recipe) {
        this.recipe = recipe;
        this.wiring = new LoopWiring(recipe);
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        LoopWiring.Inputs inputs = wiring.inputs();
        Path folder = RunFolder.enter(recipe, resume, wiring.files());
        Path model = new RejectionLoop(settings(), parts(inputs), context, clock).run();
        RunReport.write(List.of(folder), folder.resolve("report.html"));
        return model;
    }

    private RejectionSettings settings() {
        return new RejectionSettings(
                recipe.output(),
                recipe.model().path(),
                recipe.iterations(),
                recipe.sampling().params(recipe.seed()),
                recipe.stop());
    }

    private RejectionParts parts(LoopWiring.Inputs inputs) {
        return new RejectionParts(
                wiring.prompts(inputs),
                wiring.policy(),
                wiring.heldOut(inputs),
                new Part<>(
                        this::train,
                        Map.of(
                                "training", recipe.training().toString(),
                                "template", TextModel.templateKey(recipe.model()),
                                "seed", Long.toString(recipe.seed())),
                        Map.of()));
    }

    private void train(ImitationJob job, RunContext context) {
        List<Imitation> replies = encode(job);
        TrainingSection training = recipe.training();
        long seed = recipe.seed() + job.iteration();
        try (CausalLm model = CausalLm.trainable(job.policy(), training.tuning(seed))) {
            var trainer =
                    new Trainer<>(
                            model,
                            new SftObjective(model),
                            training.settings(replies.size(), seed),
                            job.folder(),
                            context);
            trainer.run(recipe.name() + " " + job.iteration(), replies);
            String how = "Iteration " + job.iteration() + " of rejection sampling";
            trainer.finish(
                    job.folder().resolve(TrainingRun.MODEL),
                    training.savingIteration(ModelCard.of(recipe, how)));
        }
    }

    private List<Imitation> encode(ImitationJob job) {
        try (TextModel text = TextModel.open(recipe.model())) {
            Path file = job.folder().resolve("kept.jsonl");
            return TrainingRun.kept(file, job.replies(), text.encoder(wiring.limits())::candidates)
                    .stream()
                    .map(Encoded.Item::tokens)
                    .map(Imitation::new)
                    .toList();
        }
    }
}
