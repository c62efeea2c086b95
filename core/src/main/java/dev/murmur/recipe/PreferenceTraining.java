package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.data.LazyList;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.Saving;
import dev.murmur.objective.Objective;
import dev.murmur.objective.Pair;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.ReferenceFreeObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.TrainingExample;
import dev.murmur.training.Trainer;
import java.nio.file.Path;
import java.util.List;

/// One preference training, of a file of pairs or of an iteration.
///
/// @param name for progress
/// @param policy folder of the model to start from
/// @param folder where the metrics and the model go
/// @param seed keys the order of the pairs, and a new adapter
/// @param training how to train
/// @param saving how the new model is written
record PreferenceTraining(
        String name, Path policy, Path folder, long seed, TrainingSection training, Saving saving) {
    /// Against a reference whose log-probs are known.
    ///
    /// @param heldOut pairs to measure on; none where nothing is measured
    /// @param policyIsReference whether the policy starts as the reference, so that every margin
    ///   begins at zero
    /// @throws DataException if it should and does not
    void run(
            PairwiseLoss loss,
            List<ReferencedPair> pairs,
            List<ReferencedPair> heldOut,
            boolean policyIsReference,
            RunContext context) {
        PairwiseLoss fitted = loss.fit(PreferenceObjective.tokens(pairs));
        try (CausalLm model = CausalLm.trainable(policy, training.tuning(seed))) {
            if (policyIsReference) {
                new StartCheck(name, training.computed())
                        .require(
                                ReplyScorer.logProbs(model, training.maxTokensPerMicroBatch()),
                                LazyList.map(pairs, ReferencedPair::group),
                                LazyList.map(pairs, PreferenceTraining::sums),
                                context);
            }
            train(model, new PreferenceObjective(model, fitted), pairs, heldOut, context);
        }
    }

    private static double[] sums(ReferencedPair pair) {
        return new double[] {pair.reference().chosen(), pair.reference().rejected()};
    }

    /// With the policy alone.
    void run(ReferenceFreeLoss loss, List<Pair> pairs, List<Pair> heldOut, RunContext context) {
        try (CausalLm model = CausalLm.trainable(policy, training.tuning(seed))) {
            train(model, new ReferenceFreeObjective(model, loss), pairs, heldOut, context);
        }
    }

    private <E extends TrainingExample> void train(
            CausalLm model,
            Objective<E> objective,
            List<E> pairs,
            List<E> heldOut,
            RunContext context) {
        var settings = training.settings(pairs.size(), seed);
        var trainer = new Trainer<>(model, objective, settings, folder, context);
        trainer.run(name, pairs, training.heldOut(objective, heldOut));
        trainer.finish(folder.resolve(TrainingRun.MODEL), saving);
    }
}
