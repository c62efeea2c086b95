package dev.murmur.loss;

import dev.murmur.settings.Doc;

/// DPO of mean log-ratios, `-log sigmoid(beta * (s_w / |y_w| - s_l / |y_l|))`: the
/// length-normalised DPO of Tülu 3, Lambert et al. 2024 ([arXiv
/// 2411.15124](https://arxiv.org/abs/2411.15124)). The reward is per token, so a long reply has no
/// more of it than a short one; beta is larger accordingly.
///
/// @param beta weight of the implicit KL penalty per token, `> 0`
public record LengthNormalizedDpoLoss(
        @Doc("weight of the implicit KL penalty per token, > 0; 2 to 10 is usual") double beta)
        implements PairwiseLoss {
    public LengthNormalizedDpoLoss {
        Checks.positive("loss.beta", beta, "2 to 10");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        var logits = rewards.perToken(facts.tokens()).margin(); // [pairs]
        return rewards.value(Logistic.softplusOfMinus(logits), policy, facts);
    }
}
