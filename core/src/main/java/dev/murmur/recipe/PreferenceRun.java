package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseLedger;
import dev.murmur.online.ReferenceFile;
import dev.murmur.online.ReferenceLogProbs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/// Preference optimisation on a file of pairs; the reference is the model as it starts.
record PreferenceRun(PreferenceRecipe recipe) {
    private static final String REFERENCE = "reference.jsonl";

    Path run(boolean resume, RunContext context, InstantSource clock) {
        List<TokenGroup> groups;
        Path file = recipe.data().path();
        CausalLm.check(recipe.model().path());
        try (TextModel text = TextModel.open(recipe.model())) {
            GroupEncoder encoder = text.encoder(recipe.data().limits());
            groups =
                    TrainingRun.kept(file, DataReader.pairs(file), encoder::pairs).stream()
                            .map(Encoded.Item::tokens)
                            .toList();
        }
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        Path reference = folder.resolve(REFERENCE);
        ledger.run(
                Phase.of("reference", folder)
                        .dependsOn("data", recipe.data())
                        .dependsOn("model", recipe.model())
                        .reads("start", recipe.model().path())
                        .reads("data", file)
                        .writes(REFERENCE),
                () -> ReferenceFile.write(reference, score(groups, context)));
        ledger.run(
                TrainingRun.training(recipe, recipe.data(), folder).reads(REFERENCE),
                () ->
                        new PreferenceTraining(
                                        "train " + recipe.name(),
                                        recipe.model().path(),
                                        folder,
                                        recipe.seed())
                                .run(
                                        recipe.loss(),
                                        recipe.training(),
                                        ReferenceFile.join(groups, ReferenceFile.read(reference)),
                                        ModelCard.of(recipe, "Aligned"),
                                        true,
                                        context));
        return folder.resolve(TrainingRun.MODEL);
    }

    private List<ReferenceLogProbs> score(List<TokenGroup> groups, RunContext context) {
        try (CausalLm model = CausalLm.frozen(recipe.model().path(), recipe.model().weights())) {
            var scorer = ReplyScorer.logProbs(model, recipe.training().maxTokensPerMicroBatch());
            List<double[]> sums = scorer.score(groups, "reference", context);
            return IntStream.range(0, groups.size())
                    .mapToObj(i ->
                            new ReferenceLogProbs(
                                    groups.get(i).id(), sums.get(i)[0], sums.get(i)[1]))
                    .toList();
        }
    }
}
