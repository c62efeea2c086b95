package dev.murmur.recipe;

import dev.murmur.data.Conversation;
import dev.murmur.data.DataReader;
import dev.murmur.data.GroupEncoder;
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

/// Supervised fine-tuning on a file of conversations.
record SftRun(SftRecipe recipe) {
    private static final String EVALUATION = "evaluation.json";

    /// Held-out loss: `evaluation.json`.
    ///
    /// @param tokens the assistant's
    /// @param loss mean negative log-prob a token, nats
    public record HeldOutLoss(int conversations, int tokens, double loss) {}

    Path run(boolean resume, RunContext context, InstantSource clock) {
        List<Imitation> data;
        List<Imitation> heldOut;
        CausalLm.check(recipe.model().path());
        try (TextModel text = TextModel.open(recipe.model())) {
            data = encode(text, recipe.data().path());
            heldOut = recipe.data().eval().map(file -> encode(text, file)).orElse(List.of());
        }
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

    private List<Imitation> encode(TextModel text, Path file) {
        GroupEncoder encoder = text.encoder(recipe.data().limits());
        List<Conversation> rows =
                ConversationClass.apply(recipe.classes(), file, DataReader.conversations(file));
        return TrainingRun.kept(file, rows, encoder::conversations).stream()
                .map(item -> imitation(item.row(), item.tokens()))
                .toList();
    }

    private static Imitation imitation(Conversation row, TokenGroup tokens) {
        return row.weight() == null ? new Imitation(tokens) : new Imitation(tokens, row.weight());
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
        List<TokenGroup> heldOut = examples.stream().map(Imitation::group).toList();
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
