package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Pair;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import dev.murmur.online.ReferenceFile;
import dev.murmur.online.ReferenceLogProbs;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Preference optimisation on a file of pairs; the reference, if the loss has one, is the model as
/// it starts.
record PreferenceRun(PreferenceRecipe recipe) {
    private static final String REFERENCE = "reference.jsonl";
    private static final String HELD_OUT_REFERENCE = "held-out-reference.jsonl";
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
        List<TokenGroup> groups;
        List<TokenGroup> heldOut;
        CausalLm.check(recipe.model().path());
        try (TextModel text = TextModel.open(recipe.model())) {
            groups = encode(text, recipe.data().path());
            heldOut = recipe.data().eval().map(file -> encode(text, file)).orElse(List.of());
        }
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        switch (recipe.loss()) {
            case PairwiseLoss loss ->
                    compare(loss, new Groups(groups, heldOut), folder, ledger, context);
            case ReferenceFreeLoss loss ->
                    ledger.run(
                            TrainingRun.training(recipe, recipe.data(), folder),
                            () ->
                                    training(folder)
                                            .run(loss, pairs(groups), pairs(heldOut), context));
        }
        recipe.data()
                .eval()
                .ifPresent(file ->
                        ledger.run(
                                TrainingRun.evaluation(recipe, folder, file, EVALUATION)
                                        .reads("start", recipe.model().path()),
                                () -> evaluate(folder, heldOut, context)));
        return folder.resolve(TrainingRun.MODEL);
    }

    private List<TokenGroup> encode(TextModel text, Path file) {
        GroupEncoder encoder = text.encoder(recipe.data().limits());
        return TrainingRun.kept(file, DataReader.pairs(file), encoder::pairs).stream()
                .map(Encoded.Item::tokens)
                .toList();
    }

    private static List<Pair> pairs(List<TokenGroup> groups) {
        return groups.stream().map(Pair::new).toList();
    }

    /// Pairs as tokens.
    private record Groups(List<TokenGroup> train, List<TokenGroup> heldOut) {}

    private void compare(
            PairwiseLoss loss, Groups groups, Path folder, PhaseLedger ledger, RunContext context) {
        Path reference = folder.resolve(REFERENCE);
        ledger.run(
                reference("reference", REFERENCE, folder, recipe.data().path()),
                TrainingRun.cache(recipe),
                () -> ReferenceFile.write(reference, reference(groups.train(), context)));
        Phase training = TrainingRun.training(recipe, recipe.data(), folder).reads(REFERENCE);
        Path heldOut = folder.resolve(HELD_OUT_REFERENCE);
        boolean measured = recipe.training().evaluateEvery() > 0;
        if (measured) {
            Path file = recipe.data().eval().orElseThrow();
            ledger.run(
                    reference("held-out-reference", HELD_OUT_REFERENCE, folder, file),
                    TrainingRun.cache(recipe),
                    () -> ReferenceFile.write(heldOut, reference(groups.heldOut(), context)));
            training = training.reads(HELD_OUT_REFERENCE);
        }
        ledger.run(
                training,
                () ->
                        training(folder)
                                .run(
                                        loss,
                                        referenced(groups.train(), reference),
                                        measured
                                                ? referenced(groups.heldOut(), heldOut)
                                                : List.of(),
                                        true,
                                        context));
    }

    /// What the reference thinks of the pairs of a file. It depends on nothing of the loss or of
    /// the training but what it computes with, so that runs which differ in those share it.
    private Phase reference(String name, String output, Path folder, Path pairs) {
        return Phase.of(name, folder)
                .dependsOn("template", TextModel.templateKey(recipe.model()))
                .dependsOn("limits", recipe.data().limits())
                .dependsOn("dtype", recipe.training().computed())
                .dependsOn("max_tokens_per_micro_batch", maxTokens())
                .reads("start", recipe.model().path())
                .reads("data", pairs)
                .writes(output);
    }

    private static List<ReferencedPair> referenced(List<TokenGroup> groups, Path file) {
        return ReferenceFile.join(groups, ReferenceFile.read(file));
    }

    private List<ReferenceLogProbs> reference(List<TokenGroup> groups, RunContext context) {
        List<double[]> sums =
                score(
                        recipe.model().path(),
                        recipe.training().computed(),
                        lm -> ReplyScorer.pairLogProbs(lm, maxTokens()),
                        groups,
                        context);
        return IntStream.range(0, groups.size())
                .mapToObj(i -> new ReferenceLogProbs(groups.get(i).id(), PairSums.of(sums.get(i))))
                .toList();
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
        return score(
                model,
                recipe.model().weights(),
                lm -> ReplyScorer.logProbs(lm, maxTokens()),
                groups,
                context);
    }

    private static List<double[]> score(
            Path model,
            Dtype dtype,
            Function<CausalLm, ReplyScorer> scorer,
            List<TokenGroup> groups,
            RunContext context) {
        try (CausalLm lm = CausalLm.frozen(model, dtype)) {
            return scorer.apply(lm).score(groups, "log-probs of " + model.getFileName(), context);
        }
    }

    private int maxTokens() {
        return recipe.training().maxTokensPerMicroBatch();
    }
}
