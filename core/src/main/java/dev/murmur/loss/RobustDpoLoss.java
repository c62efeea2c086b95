package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Robust DPO, Ray Chowdhury et al. 2024 ([arXiv 2403.00409](https://arxiv.org/abs/2403.00409)):
/// `((1 - e) l(z) - e l(-z)) / (1 - 2e)` with `l(z) = -log sigmoid(z)` and `z = beta * D`. Its
/// expectation over labels that are wrong with probability `e` is DPO's loss of the right labels.
/// It may be negative, and has no lower bound.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param labelSmoothing probability `e` that a pair is the wrong way round, in `[0, 0.5)`
public record RobustDpoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("probability that a pair is the wrong way round, in [0, 0.5)") double labelSmoothing)
        implements PairwiseLoss {
    public RobustDpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.labelSmoothing(labelSmoothing);
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor right = Logistic.softplusOfMinus(rewards.margin()); // [pairs]
        Tensor wrong = Logistic.softplusOfMinus(rewards.margin().neg()); // [pairs]
        double certain = 1 - 2 * labelSmoothing;
        Tensor losses =
                right.mul(new Scalar((1 - labelSmoothing) / certain))
                        .sub(wrong.mul(new Scalar(labelSmoothing / certain))); // [pairs]
        return rewards.value(losses, policy, facts);
    }
}
