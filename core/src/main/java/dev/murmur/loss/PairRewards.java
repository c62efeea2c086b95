package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The rewards that a loss takes a policy to give.
///
/// @param chosen `[pairs]`
/// @param rejected `[pairs]`
record PairRewards(Tensor chosen, Tensor rejected) {
    /// Implied by a policy and its reference, `beta * (log pi(y|x) - log pi_ref(y|x))`: Eq. 5 of
    /// Rafailov et al. 2023 without its prompt term, which cancels in a pair.
    static PairRewards of(double beta, PairLogProbs policy, PairLogProbs reference) {
        var scale = new Scalar(beta);
        return new PairRewards(
                policy.chosen().sub(reference.chosen()).mul(scale),
                policy.rejected().sub(reference.rejected()).mul(scale));
    }

    /// Of a policy alone, `beta * log pi(y|x) / |y|`.
    static PairRewards ofMeans(double beta, PairLogProbs policy, PairTokens tokens) {
        return new PairRewards(policy.chosen(), policy.rejected()).scaled(beta).perToken(tokens);
    }

    /// A token's share of each.
    PairRewards perToken(PairTokens tokens) {
        return new PairRewards(
                chosen.div(lengths(chosen, tokens.chosen())),
                rejected.div(lengths(rejected, tokens.rejected())));
    }

    PairRewards scaled(double by) {
        var scale = new Scalar(by);
        return new PairRewards(chosen.mul(scale), rejected.mul(scale));
    }

    Tensor margin() {
        return chosen.sub(rejected); // [pairs]
    }

    /// The value of a loss that every pair counts 1 in, with the metrics that every such loss
    /// reports.
    ///
    /// @param losses one a pair, with gradient: `[pairs]`
    LossValue value(Tensor losses, PairLogProbs policy, PairFacts facts) {
        return value(losses, policy, facts, Map.of());
    }

    /// @param more metrics of its own, sums over pairs
    LossValue value(Tensor losses, PairLogProbs policy, PairFacts facts, Map<String, Double> more) {
        var metrics = metrics(policy, facts.tokens());
        metrics.putAll(more);
        return new LossValue(losses.sum(), facts.pairs(), metrics);
    }

    private Map<String, Double> metrics(PairLogProbs policy, PairTokens tokens) {
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
        metrics.put("tokens_chosen", (double) Arrays.stream(tokens.chosen()).sum());
        metrics.put("tokens_rejected", (double) Arrays.stream(tokens.rejected()).sum());
        return metrics;
    }

    /// One after another, as [java.util.stream.DoubleStream#sum] does not.
    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static Tensor lengths(Tensor like, int[] tokens) {
        return Tensors.like(like, Arrays.stream(tokens).asDoubleStream().toArray()); // [pairs]
    }
}
