package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;

/// Direct Preference Optimization, Eq. 7 of Rafailov et al. 2023 ([arXiv
/// 2305.18290](https://arxiv.org/abs/2305.18290)): `-log sigmoid(beta * D)` where `D` is how much
/// more the policy prefers chosen to rejected than the reference does, in nats.
///
/// With label smoothing it is conservative DPO (cDPO; Mitchell 2023, *A note on DPO with noisy
/// preferences*): `-(1 - e) log sigmoid(beta * D) - e log sigmoid(-beta * D)`, which has a finite
/// optimum. TRL 1.13 takes the setting and ignores it in this loss; here it counts.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param labelSmoothing probability that a pair is the wrong way round, in `[0, 0.5)`
public record DpoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("probability that a pair is the wrong way round, in [0, 0.5)") @Default("0.0")
                double labelSmoothing)
        implements PairwiseLoss {
    public DpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.labelSmoothing(labelSmoothing);
    }

    public DpoLoss(double beta) {
        this(beta, 0);
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        return rewards.value(Logistic.smoothed(rewards.margin(), labelSmoothing), policy, facts);
    }
}
