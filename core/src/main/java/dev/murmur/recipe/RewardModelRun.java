package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ScalarModel;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.PhaseLedger;
import dev.murmur.tensor.Dtype;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// A scalar reward model from a file of pairs or rankings.
record RewardModelRun(RewardModelRecipe recipe) {
    private static final String EVALUATION = "reward-model.json";

    Path run(boolean resume, RunContext context, InstantSource clock) {
        List<Ranking> data;
        List<Ranking> heldOut;
        try (TextModel text = TextModel.open(recipe.model())) {
            data = encode(text, recipe.data().path());
            heldOut = recipe.data().eval().map(file -> encode(text, file)).orElse(List.of());
        }
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        ledger.run(
                TrainingRun.training(recipe, recipe.data(), folder),
                () -> train(folder, data, context));
        recipe.data()
                .eval()
                .ifPresent(file ->
                        ledger.run(
                                TrainingRun.evaluation(folder, file, EVALUATION),
                                () -> evaluate(folder, heldOut, context)));
        return folder.resolve(TrainingRun.MODEL);
    }

    private List<Ranking> encode(TextModel text, Path file) {
        var encoded = text.encoder(recipe.data()).rankings(DataReader.comparisons(file));
        return TrainingRun.kept(file, encoded).stream()
                .map(item -> new Ranking(item.tokens(), item.row().ranks()))
                .toList();
    }

    private void train(Path folder, List<Ranking> data, RunContext context) {
        try (ScalarModel model =
                ScalarModel.trainable(recipe.model().path(), Dtype.FLOAT32, recipe.seed())) {
            var settings = recipe.training().settings(data.size(), recipe.seed());
            new Trainer<>(
                            model,
                            new RankingObjective(model, recipe.loss()),
                            settings,
                            folder,
                            context)
                    .run("train " + recipe.name(), data);
            model.save(
                    folder.resolve(TrainingRun.MODEL),
                    ModelCard.of(recipe, "Reward model trained"));
        }
    }

    private void evaluate(Path folder, List<Ranking> heldOut, RunContext context) {
        try (ScalarModel model =
                ScalarModel.frozen(folder.resolve(TrainingRun.MODEL), Dtype.FLOAT32)) {
            var scorer = ReplyScorer.scores(model, recipe.training().maxTokensPerMicroBatch());
            List<double[]> scores =
                    scorer.score(
                            heldOut.stream().map(Ranking::group).toList(),
                            "evaluate " + recipe.name(),
                            context);
            EvaluationFiles.write(
                    folder.resolve(EVALUATION),
                    RankingAccuracy.of(scores, heldOut.stream().map(Ranking::ranks).toList()));
        }
    }
}
