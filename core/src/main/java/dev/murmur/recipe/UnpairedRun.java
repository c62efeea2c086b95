package dev.murmur.recipe;

import dev.murmur.data.TokenGroup;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Separation;
import dev.murmur.loss.UnpairedLoss.Baseline;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.LabelledExample;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.UnpairedObjective;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import dev.murmur.tensor.Dtype;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/// Preference optimisation on a file of labelled replies; the reference is the model as it starts.
record UnpairedRun(UnpairedRecipe recipe) {
    private static final String REFERENCE = "reference.jsonl";
    private static final String HELD_OUT_REFERENCE = "held-out-reference.jsonl";
    private static final String EVALUATION = "evaluation.json";

    Path run(boolean resume, RunContext context, InstantSource clock) {
        CausalLm.check(recipe.model().path());
        UnpairedData data;
        UnpairedData heldOut;
        try (TextModel text = TextModel.open(recipe.model())) {
            data = mismatched(UnpairedData.read(text, recipe.data(), recipe.data().path()));
            heldOut =
                    recipe.data()
                            .eval()
                            .map(file -> mismatched(UnpairedData.read(text, recipe.data(), file)))
                            .orElse(data);
        }
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        ledger.run(
                reference("reference", REFERENCE, folder, recipe.data().path()),
                TrainingRun.cache(recipe),
                () -> reference(folder.resolve(REFERENCE), data, context));
        Phase training = TrainingRun.training(recipe, recipe.data(), folder).reads(REFERENCE);
        boolean measured = recipe.training().evaluateEvery() > 0;
        if (measured) {
            Path file = recipe.data().eval().orElseThrow();
            ledger.run(
                    reference("held-out-reference", HELD_OUT_REFERENCE, folder, file),
                    TrainingRun.cache(recipe),
                    () -> reference(folder.resolve(HELD_OUT_REFERENCE), heldOut, context));
            training = training.reads(HELD_OUT_REFERENCE);
        }
        ledger.run(
                training,
                () ->
                        train(
                                folder,
                                data,
                                measured
                                        ? referenced(heldOut, folder.resolve(HELD_OUT_REFERENCE))
                                        : List.of(),
                                context));
        recipe.data()
                .eval()
                .ifPresent(file ->
                        ledger.run(
                                TrainingRun.evaluation(recipe, folder, file, EVALUATION)
                                        .reads("start", recipe.model().path()),
                                () -> evaluate(folder, heldOut, context)));
        return folder.resolve(TrainingRun.MODEL);
    }

    /// What the reference thinks of the rows of a file. It depends on nothing of the training but
    /// what it computes with, so that runs which differ in that share it.
    private Phase reference(String name, String output, Path folder, Path rows) {
        return Phase.of(name, folder)
                .dependsOn("template", TextModel.templateKey(recipe.model()))
                .dependsOn("limits", recipe.data().limits())
                .dependsOn("dtype", recipe.training().computed())
                .dependsOn("max_tokens_per_micro_batch", maxTokens())
                .dependsOn("baseline", recipe.loss().baseline())
                .dependsOn("seed", recipe.seed())
                .reads("start", recipe.model().path())
                .reads("data", rows)
                .writes(output);
    }

    private static List<LabelledExample> referenced(UnpairedData data, Path reference) {
        return data.with(UnpairedReference.read(reference));
    }

    private UnpairedData mismatched(UnpairedData data) {
        return recipe.loss().baseline() == Baseline.MISMATCHED
                ? data.mismatched(recipe.data(), recipe.seed())
                : data;
    }

    private void reference(Path file, UnpairedData data, RunContext context) {
        List<double[]> logProbs =
                logProbs(
                        recipe.model().path(),
                        recipe.training().computed(),
                        data.together(),
                        context);
        UnpairedReference.write(
                file,
                IntStream.range(0, logProbs.size())
                        .mapToObj(
                                i -> UnpairedReference.of(data.own().get(i).id(), logProbs.get(i)))
                        .toList());
    }

    private void train(
            Path folder, UnpairedData data, List<LabelledExample> heldOut, RunContext context) {
        List<LabelledExample> examples = referenced(data, folder.resolve(REFERENCE));
        TrainingSection training = recipe.training();
        String name = "train " + recipe.name();
        try (CausalLm model =
                CausalLm.trainable(recipe.model().path(), training.tuning(recipe.seed()))) {
            new StartCheck(name, training.computed())
                    .require(
                            ReplyScorer.logProbs(model, maxTokens()),
                            data.own(),
                            examples.stream()
                                    .map(example -> new double[] {example.own().reference()})
                                    .toList(),
                            context);
            var settings = training.settings(examples.size(), recipe.seed());
            var objective = new UnpairedObjective(model, recipe.loss());
            var trainer = new Trainer<>(model, objective, settings, folder, context);
            trainer.run(name, examples, training.heldOut(objective, heldOut));
            trainer.finish(
                    folder.resolve(TrainingRun.MODEL),
                    training.saving(ModelCard.of(recipe, "Aligned")));
        }
    }

    private void evaluate(Path folder, UnpairedData heldOut, RunContext context) {
        List<double[]> start =
                logProbs(recipe.model().path(), recipe.model().weights(), heldOut.own(), context);
        List<double[]> now =
                logProbs(
                        folder.resolve(TrainingRun.MODEL),
                        recipe.model().weights(),
                        heldOut.own(),
                        context);
        EvaluationFiles.write(
                folder.resolve(EVALUATION),
                Separation.of(
                        logRatios(true, heldOut, now, start),
                        logRatios(false, heldOut, now, start)));
    }

    private static double[] logRatios(
            boolean desirable, UnpairedData data, List<double[]> now, List<double[]> start) {
        return IntStream.range(0, now.size())
                .filter(i -> data.desirable().get(i) == desirable)
                .mapToDouble(i -> now.get(i)[0] - start.get(i)[0])
                .toArray();
    }

    private List<double[]> logProbs(
            Path model, Dtype dtype, List<TokenGroup> groups, RunContext context) {
        try (CausalLm lm = CausalLm.frozen(model, dtype)) {
            return ReplyScorer.logProbs(lm, maxTokens())
                    .score(groups, "log-probs of " + model.getFileName(), context);
        }
    }

    private int maxTokens() {
        return recipe.training().maxTokensPerMicroBatch();
    }
}
