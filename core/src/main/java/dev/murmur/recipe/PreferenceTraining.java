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
    /// Nats by which a reply's log-prob may differ between two computations of the same model: sums
    /// of floats depend on what shares their batch.
    private static final double SAME = 0.05;

    private static final int CHECKED = 8;

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
                requireSame(model, pairs, context);
            }
            train(model, new PreferenceObjective(model, fitted), pairs, context);
        }
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

    /// A policy that is its own reference has log-ratio 0 and DPO loss log 2 at the first step. If
    /// not, the reference is another model's, or template and lengths differ, and training would
    /// run on noise.
    private void requireSame(CausalLm model, List<ReferencedPair> pairs, RunContext context) {
        List<ReferencedPair> first = pairs.subList(0, Math.min(CHECKED, pairs.size()));
        var scorer = ReplyScorer.logProbs(model, training.maxTokensPerMicroBatch());
        List<double[]> sums =
                scorer.score(
                        first.stream().map(ReferencedPair::group).toList(),
                        "check " + name,
                        context);
        for (int i = 0; i < sums.size(); i++) {
            double chosen = Math.abs(sums.get(i)[0] - first.get(i).reference().chosen());
            double rejected = Math.abs(sums.get(i)[1] - first.get(i).reference().rejected());
            if (!(Math.max(chosen, rejected) < SAME)) {
                throw new DataException(
                        name
                                + ": the policy starts as the reference, yet their log-probs of pair '"
                                + first.get(i).group().id()
                                + "' differ by "
                                + Math.max(chosen, rejected)
                                + " nats; was reference.jsonl made with this model, template and data?");
            }
        }
    }
}
