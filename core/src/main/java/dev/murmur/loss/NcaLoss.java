package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Noise Contrastive Alignment for pairs, Chen et al. 2024 ([arXiv
/// 2402.05369](https://arxiv.org/abs/2402.05369)): `-log sigmoid(r_w) - 0.5 log sigmoid(-r_w) - 0.5
/// log sigmoid(-r_l)` with `r = beta * s`. It looks at each reply's own reward, not only at their
/// difference, so that the chosen reply's likelihood does not fall.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record NcaLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public NcaLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor noise =
                Logistic.softplusOfMinus(rewards.chosen().neg())
                        .add(Logistic.softplusOfMinus(rewards.rejected().neg()))
                        .mul(new Scalar(0.5)); // [pairs]
        Tensor losses = Logistic.softplusOfMinus(rewards.chosen()).add(noise); // [pairs]
        return rewards.value(losses, policy, facts);
    }
}
