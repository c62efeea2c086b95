package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Self-Play Preference Optimization with hard labels, Wu et al. 2024 ([arXiv
/// 2405.00675](https://arxiv.org/abs/2405.00675)): `(s_w - 1 / (2 * beta))^2 + (s_l + 1 / (2 *
/// beta))^2`: Eq. 4.7 where the chosen reply wins with probability 1 and the rejected with 0, and
/// the paper's eta is `1 / beta`. Each log-ratio has its own target, in nats.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record SppoLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public SppoLoss {
        Checks.positive("loss.beta", beta, "0.001 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var logRatios = PairRewards.of(1, policy, reference);
        var target = new Scalar(1 / (2 * beta));
        Tensor losses =
                logRatios
                        .chosen()
                        .sub(target)
                        .square()
                        .add(logRatios.rejected().add(target).square()); // [pairs]
        return logRatios.scaled(beta).value(losses, policy, facts);
    }
}
