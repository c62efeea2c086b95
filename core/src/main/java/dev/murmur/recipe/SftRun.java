package dev.murmur.recipe;

import dev.murmur.data.Conversation;
import dev.murmur.data.DataReader;
import dev.murmur.data.LazyList;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.online.PhaseLedger;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// Supervised fine-tuning on a file of conversations.
record SftRun(SftRecipe recipe) {
    private static final String EVALUATION = "evaluation.json";

    /// Held-out loss: `evaluation.json`.
    ///
    /// @param tokens the assistant's
    /// @param loss mean negative log-prob a token, nats
    public record HeldOutLoss(int conversations, int tokens, double loss) {}

    Path run(boolean resume, RunContext context, InstantSource clock) {
        CausalLm.check(recipe.model().path());
        try (var files = new TokenFiles(recipe)) {
            List<Imitation> data;
            List<Imitation> heldOut;
            try (TextModel text = TextModel.open(recipe.model())) {
                data = encode(text, files, recipe.data().path());
                heldOut =
                        recipe.data()
                                .eval()
                                .map(file -> encode(text, files, file))
                                .orElse(List.of());
            }
            return run(data, heldOut, resume, context, clock);
        }
    }

    private Path run(
            List<Imitation> data,
            List<Imitation> heldOut,
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

    private List<Imitation> encode(TextModel text, TokenFiles files, Path file) {
        var weights = DoubleStream.builder();
        List<TokenGroup> groups =
                files.<Conversation>encode(
                        file,
                        rows ->
                                DataReader.conversations(
                                        file,
                                        row ->
                                                rows.accept(
                                                        ConversationClass.apply(
                                                                recipe.classes(), file, row))),
                        text.encoder(recipe.data().limits())::conversations,
                        row -> weights.add(row.weight() == null ? 1 : row.weight()));
        double[] each = weights.build().toArray();
        return new LazyList<>(groups.size(), i -> new Imitation(groups.get(i), each[i]));
    }

    private void train(
            Path folder, List<Imitation> data, List<Imitation> heldOut, RunContext context) {
        TrainingSection training = recipe.training();
        try (CausalLm model =
                CausalLm.trainable(recipe.model().path(), training.tuning(recipe.seed()))) {
            var settings = training.settings(data.size(), recipe.seed());
            var objective = new SftObjective(model);
            var trainer = new Trainer<>(model, objective, settings, folder, context);
            trainer.run("train " + recipe.name(), data, training.heldOut(objective, heldOut));
            trainer.finish(
                    folder.resolve(TrainingRun.MODEL),
                    training.saving(ModelCard.of(recipe, "Fine-tuned")));
        }
    }

    /// Every token counts alike, whatever its class.
    private void evaluate(Path folder, List<Imitation> examples, RunContext context) {
        List<TokenGroup> heldOut = LazyList.map(examples, Imitation::group);
        try (CausalLm model =
                CausalLm.frozen(folder.resolve(TrainingRun.MODEL), recipe.model().weights())) {
            var scorer = ReplyScorer.logProbs(model, recipe.training().maxTokensPerMicroBatch());
            double sum =
                    scorer.score(heldOut, "evaluate " + recipe.name(), context).stream()
                            .flatMapToDouble(Arrays::stream)
                            .sum();
            int tokens =
                    heldOut.stream()
                            .flatMap(g -> g.replies().stream())
                            .mapToInt(TokenReply::countedTokens)
                            .sum();
            EvaluationFiles.write(
                    folder.resolve(EVALUATION),
                    new HeldOutLoss(heldOut.size(), tokens, -sum / tokens));
        }
    }
}
