package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.LazyList;
import dev.murmur.data.RankedReplies;
import dev.murmur.data.TokenGroup;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.loss.BradleyTerryLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ScalarModel;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.online.PhaseLedger;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// A scalar reward model from a file of pairs or rankings.
record RewardModelRun(RewardModelRecipe recipe) {
    private static final String EVALUATION = "reward-model.json";

    Path run(boolean resume, RunContext context, InstantSource clock) {
        ScalarModel.checkStart(recipe.model().path());
        try (var files = new TokenFiles(recipe)) {
            List<Ranking> data;
            List<Ranking> heldOut;
            try (TextModel text = TextModel.open(recipe.model())) {
                data = encode(text, files, recipe.data().path(), 1);
                heldOut =
                        recipe.data()
                                .eval()
                                .map(file -> encode(text, files, file, 2))
                                .orElse(List.of());
            }
            return run(data, heldOut, resume, context, clock);
        }
    }

    private Path run(
            List<Ranking> data,
            List<Ranking> heldOut,
            boolean resume,
            RunContext context,
            InstantSource clock) {
        Path folder = RunFolder.enter(recipe, resume, recipe.data().files());
        var ledger = new PhaseLedger(folder, context.stop(), clock);
        ledger.run(
                TrainingRun.training(recipe, recipe.data(), folder),
                () -> train(folder, data, heldOut, context));
        recipe.data()
                .eval()
                .ifPresent(file ->
                        ledger.run(
                                TrainingRun.evaluation(recipe, folder, file, EVALUATION),
                                () -> evaluate(folder, heldOut, context)));
        return folder.resolve(TrainingRun.MODEL);
    }

    /// @param least rankings that must order something
    private List<Ranking> encode(TextModel text, TokenFiles files, Path file, int least) {
        var ranks = new ArrayList<double[]>();
        var margins = DoubleStream.builder();
        List<TokenGroup> groups =
                files.encode(
                        file,
                        rows -> DataReader.comparisons(file, rows),
                        text.encoder(recipe.data().limits())::rankings,
                        row -> {
                            requireTaken(file, row);
                            ranks.add(row.ranks());
                            margins.add(margin(file, row));
                        });
        long ordered = ranks.stream().filter(RewardModelRun::hasOrder).count();
        if (ordered < least) {
            throw new DataException(
                    file
                            + ": rankings with different ranks: "
                            + ordered
                            + ", must be at least "
                            + least
                            + (least == 2 ? " (one has no standard error)" : " to learn from"));
        }
        double[] each = margins.build().toArray();
        return new LazyList<>(
                groups.size(), i -> new Ranking(groups.get(i), ranks.get(i), each[i]));
    }

    private double margin(Path file, RankedReplies row) {
        if (!recipe.loss().readsMargins()) {
            return 0;
        }
        if (row.margin() == null) {
            throw new DataException(
                    file
                            + ": pair "
                            + row.prompt().id()
                            + " has no 'margin', which loss.margin_scale multiplies; add it to every"
                            + " row, or leave margin_scale out");
        }
        return row.margin();
    }

    private static boolean hasOrder(double[] ranks) {
        return Arrays.stream(ranks).distinct().count() > 1;
    }

    private void requireTaken(Path file, RankedReplies row) {
        if (recipe.loss() instanceof BradleyTerryLoss && row.ranks().length != 2) {
            throw new DataException(
                    file
                            + ": prompt "
                            + row.prompt().id()
                            + " has "
                            + row.ranks().length
                            + " replies, loss bradley-terry takes 2; plackett-luce takes any"
                            + " number");
        }
    }

    private void train(Path folder, List<Ranking> data, List<Ranking> heldOut, RunContext context) {
        TrainingSection training = recipe.training();
        try (ScalarModel model =
                ScalarModel.trainable(recipe.model().path(), training.tuning(recipe.seed()))) {
            var settings = training.settings(data.size(), recipe.seed());
            var objective = new RankingObjective(model, recipe.loss());
            var trainer = new Trainer<>(model, objective, settings, folder, context);
            trainer.run("train " + recipe.name(), data, training.heldOut(objective, heldOut));
            var trained = ScoreRoundTrip.of(model, groups(data), training);
            Path saved = folder.resolve(TrainingRun.MODEL);
            trainer.finish(
                    saved,
                    training.saving(ModelCard.of(recipe, "Reward model trained")),
                    () -> trained.require(saved, training));
        }
    }

    private static List<TokenGroup> groups(List<Ranking> rankings) {
        return LazyList.map(rankings, Ranking::group);
    }

    private void evaluate(Path folder, List<Ranking> heldOut, RunContext context) {
        try (ScalarModel model =
                ScalarModel.frozen(folder.resolve(TrainingRun.MODEL), recipe.model().weights())) {
            var scorer = ReplyScorer.scores(model, recipe.training().maxTokensPerMicroBatch());
            List<double[]> scores =
                    scorer.score(groups(heldOut), "evaluate " + recipe.name(), context);
            EvaluationFiles.write(
                    folder.resolve(EVALUATION),
                    RankingAccuracy.of(scores, heldOut.stream().map(Ranking::ranks).toList()));
        }
    }
}
