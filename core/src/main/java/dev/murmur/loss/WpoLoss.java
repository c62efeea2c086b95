package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Weighted Preference Optimization, Zhou et al. 2024 ([arXiv
/// 2406.11827](https://arxiv.org/abs/2406.11827)): DPO in which a pair weighs `w(y_w) w(y_l)`, how
/// likely the policy would say its replies itself, so that pairs from elsewhere teach as if they
/// had been sampled from it. Sampled alignment, Eq. 2: `w(y) = exp(mean over tokens of log p_t -
/// log sum_v p_v^2)`, about 1 for a reply sampled from the policy, whatever its length and how
/// certain the policy is. The weight is a constant to the gradient.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record WpoLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public WpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public boolean readsAlignment() {
        return true;
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        double[] weights = weights(facts.requireAlignment());
        Tensor dpo = Logistic.softplusOfMinus(rewards.margin()); // [pairs]
        Tensor losses = dpo.mul(Tensors.like(dpo, weights));
        return rewards.value(losses, policy, facts, Map.of("weight", Arrays.stream(weights).sum()));
    }

    private static double[] weights(PairNumbers alignment) {
        var weights = new double[alignment.chosen().length];
        Arrays.setAll(weights, i -> Math.exp(alignment.chosen()[i] + alignment.rejected()[i]));
        return weights;
    }
}
