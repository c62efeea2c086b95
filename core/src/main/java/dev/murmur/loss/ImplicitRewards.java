package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The rewards that a policy implies, `beta * (log pi(y|x) - log pi_ref(y|x))`: Eq. 5 of Rafailov
/// et al. 2023 without its prompt term, which cancels in a pair.
///
/// @param chosen `[pairs]`
/// @param rejected `[pairs]`
record ImplicitRewards(Tensor chosen, Tensor rejected) {
    static ImplicitRewards of(double beta, PairLogProbs policy, PairLogProbs reference) {
        var scale = new Scalar(beta);
        return new ImplicitRewards(
                policy.chosen().sub(reference.chosen()).mul(scale),
                policy.rejected().sub(reference.rejected()).mul(scale));
    }

    Tensor margin() {
        return chosen.sub(rejected); // [pairs]
    }

    /// The metrics that every pairwise loss reports, as sums over pairs.
    Map<String, Double> metrics(PairLogProbs policy, PairTokens tokens) {
        double[] chosenRewards = Tensors.toDoubles(chosen);
        double[] rejectedRewards = Tensors.toDoubles(rejected);
        double margin = 0;
        double correct = 0;
        for (int i = 0; i < chosenRewards.length; i++) {
            margin += chosenRewards[i] - rejectedRewards[i];
            correct += chosenRewards[i] > rejectedRewards[i] ? 1 : 0;
        }
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("margin", margin);
        metrics.put("accuracy", correct);
        metrics.put("reward_chosen", sum(chosenRewards));
        metrics.put("reward_rejected", sum(rejectedRewards));
        metrics.put("log_prob_chosen", sum(Tensors.toDoubles(policy.chosen())));
        metrics.put("log_prob_rejected", sum(Tensors.toDoubles(policy.rejected())));
        metrics.put("tokens_chosen", sum(tokens.chosen()));
        metrics.put("tokens_rejected", sum(tokens.rejected()));
        return metrics;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double sum(int[] values) {
        double sum = 0;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }
}
