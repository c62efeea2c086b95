package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.objective.Objective;
import dev.murmur.objective.Pair;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.ReferenceFreeObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.Dtype;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.util.List;

/// One preference training, of a file of pairs or of an iteration.
///
/// @param name for progress
/// @param policy folder of the model to start from
/// @param folder where the metrics and the model go
/// @param seed keys the order of the pairs
/// @param training how to train
/// @param card text of the new model's card
record PreferenceTraining(
        String name, Path policy, Path folder, long seed, TrainingSection training, String card) {
    /// Against a reference whose log-probs are known.
    ///
    /// @param policyIsReference whether the policy starts as the reference, so that every margin
    ///   begins at zero
    /// @throws DataException if it should and does not
    void run(
            PairwiseLoss loss,
            List<ReferencedPair> pairs,
            boolean policyIsReference,
            RunContext context) {
        PairwiseLoss fitted = loss.fit(PreferenceObjective.tokens(pairs));
        try (CausalLm model = CausalLm.trainable(policy, Dtype.FLOAT32)) {
            if (policyIsReference) {
                StartCheck.require(
                        name,
                        ReplyScorer.logProbs(model, training.maxTokensPerMicroBatch()),
                        pairs.stream().map(ReferencedPair::group).toList(),
                        pairs.stream().map(PreferenceTraining::sums).toList(),
                        context);
            }
            train(model, new PreferenceObjective(model, fitted), pairs, context);
        }
    }

    private static double[] sums(ReferencedPair pair) {
        return new double[] {pair.reference().chosen(), pair.reference().rejected()};
    }

    /// With the policy alone.
    void run(ReferenceFreeLoss loss, List<Pair> pairs, RunContext context) {
        try (CausalLm model = CausalLm.trainable(policy, Dtype.FLOAT32)) {
            train(model, new ReferenceFreeObjective(model, loss), pairs, context);
        }
    }

    private <E extends TrainingExample> void train(
            CausalLm model, Objective<E> objective, List<E> pairs, RunContext context) {
        var settings = training.settings(pairs.size(), seed);
        var trainer = new Trainer<>(model, objective, settings, folder, context);
        trainer.run(name, pairs);
        trainer.finish(folder.resolve(TrainingRun.MODEL), training.saving(card));
    }
}
