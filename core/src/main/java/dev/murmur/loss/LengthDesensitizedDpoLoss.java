package dev.murmur.loss;

import dev.murmur.settings.Doc;

/// LD-DPO, Liu et al. 2024 ([arXiv 2409.06411](https://arxiv.org/abs/2409.06411)): DPO in which a
/// token beyond the shorter reply's length weighs less, in the policy's log-probs and in the
/// reference's: `log pi(y) = sum over the first min(|y_w|, |y_l|) tokens + a * sum over the rest`.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param tailWeight weight `a` of a token of the tail, in `[0, 1]`; 1 is DPO
public record LengthDesensitizedDpoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("weight of a token beyond the shorter reply's length, in [0, 1]; 1 is dpo")
                double tailWeight)
        implements PairwiseLoss {
    public LengthDesensitizedDpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.share("loss.tail_weight", tailWeight);
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards =
                PairRewards.of(
                        beta, policy.tailWeighted(tailWeight), reference.tailWeighted(tailWeight));
        return rewards.value(Logistic.softplusOfMinus(rewards.margin()), policy, facts);
    }
}
