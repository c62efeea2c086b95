package dev.murmur.loss;

import dev.murmur.settings.Doc;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Binary Classifier Optimization on pairs, Jung et al. 2024 ([arXiv
/// 2404.04656](https://arxiv.org/abs/2404.04656)): `-log sigmoid(r_w - d) - log sigmoid(d - r_l)`
/// with `r = beta * s`: a classifier of good and bad replies whose logit is the reward, less the
/// mean reward `d`, a constant to the gradient.
///
/// Departure: `d` is the mean of all rewards of the optimiser batch, where the paper has one of
/// everything seen so far. A running mean would depend on how a batch is cut into micro-batches,
/// and would have to outlive a run that is stopped. TRL 1.13 has the running mean in `BCOTrainer`
/// and none at all in `DPOTrainer`.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record BcoLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public BcoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public boolean coupled() {
        return true;
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor both = rewards.chosen().add(rewards.rejected()).detach();
        double shift = both.sum().item_double() / (2 * facts.pairs());
        var mean = new Scalar(shift);
        Tensor losses =
                Logistic.softplusOfMinus(rewards.chosen().sub(mean))
                        .add(
                                Logistic.softplusOfMinus(
                                        rewards.rejected().sub(mean).neg())); // [pairs]
        return rewards.value(losses, policy, facts, Map.of("shift", shift * facts.pairs()));
    }
}
