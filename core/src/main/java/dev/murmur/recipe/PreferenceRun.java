package dev.murmur.recipe;

import dev.murmur.data.TokenGroup;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Preference optimisation on a file of pairs; the reference, if the loss has one, is the model as
/// it starts.
record PreferenceRun(PreferenceRecipe recipe) {
    private static final String HELD_OUT = "held-out-";
    private static final String EVALUATION = "evaluation.json";

    /// How the model orders held-out pairs, by its log-ratios to the start: `evaluation.json`.
    ///
    /// @param accuracy share whose chosen reply gained more log-prob than the rejected one
    /// @param margin mean of how much more, nats
    public record HeldOutPairs(int pairs, double accuracy, double margin) {
        private static HeldOutPairs of(double[] margins) {
            long right = Arrays.stream(margins).filter(margin -> margin > 0).count();
            return new HeldOutPairs(
                    margins.length,
                    (double) right / margins.length,
                    Arrays.stream(margins).average().orElseThrow());
        }
    }

    Path run(boolean resume, RunContext context, InstantSource clock) {
        CausalLm.check(recipe.model().path());
        try (var files = new TokenFiles(recipe)) {
            PairFile pairs;
            Optional<PairFile> heldOut;
            try (TextModel text = TextModel.open(recipe.model())) {
                pairs = PairFile.read(recipe, text, files, recipe.data().path(), "");
                heldOut =
                        recipe.data()
                                .eval()
                                .map(file -> PairFile.read(recipe, text, files, file, HELD_OUT));
            }
            return run(pairs, heldOut, resume, context, clock);
        }
    }

    private Path run(
            PairFile pairs,
            Optional<PairFile> heldOut,
            boolean resume,
            RunContext context,
            InstantSource clock) {
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        Optional<PairFile> measured =
                recipe.training().evaluateEvery() > 0 ? heldOut : Optional.empty();
        Phase phase = TrainingRun.training(recipe, recipe.data(), folder);
        switch (recipe.loss()) {
            case PairwiseLoss loss -> {
                pairs.prepare(folder, ledger, context);
                phase = pairs.readBy(phase);
                if (measured.isPresent()) {
                    measured.get().prepare(folder, ledger, context);
                    phase = measured.get().readBy(phase);
                }
                ledger.run(
                        phase,
                        () ->
                                training(folder)
                                        .run(
                                                loss,
                                                pairs.referenced(folder),
                                                measured.map(file -> file.referenced(folder))
                                                        .orElse(List.of()),
                                                true,
                                                context));
            }
            case ReferenceFreeLoss loss ->
                    ledger.run(
                            phase,
                            () ->
                                    training(folder)
                                            .run(
                                                    loss,
                                                    pairs.pairs(),
                                                    measured.map(PairFile::pairs).orElse(List.of()),
                                                    context));
        }
        heldOut.ifPresent(file ->
                ledger.run(
                        TrainingRun.evaluation(recipe, folder, file.file(), EVALUATION)
                                .reads("start", recipe.model().path()),
                        () -> evaluate(folder, file.groups(), context)));
        return folder.resolve(TrainingRun.MODEL);
    }

    private PreferenceTraining training(Path folder) {
        return new PreferenceTraining(
                "train " + recipe.name(),
                recipe.model().path(),
                folder,
                recipe.seed(),
                recipe.training(),
                recipe.training().saving(ModelCard.of(recipe, "Aligned")));
    }

    private void evaluate(Path folder, List<TokenGroup> heldOut, RunContext context) {
        List<double[]> start = logProbs(recipe.model().path(), heldOut, context);
        List<double[]> now = logProbs(folder.resolve(TrainingRun.MODEL), heldOut, context);
        double[] margins =
                IntStream.range(0, heldOut.size())
                        .mapToDouble(i -> margin(now.get(i)) - margin(start.get(i)))
                        .toArray();
        EvaluationFiles.write(folder.resolve(EVALUATION), HeldOutPairs.of(margins));
    }

    private static double margin(double[] logProbs) {
        return logProbs[0] - logProbs[1];
    }

    private List<double[]> logProbs(Path model, List<TokenGroup> groups, RunContext context) {
        try (CausalLm lm = CausalLm.frozen(model, recipe.model().weights())) {
            return ReplyScorer.logProbs(lm, recipe.training().maxTokensPerMicroBatch())
                    .score(groups, "log-probs of " + model.getFileName(), context);
        }
    }
}
