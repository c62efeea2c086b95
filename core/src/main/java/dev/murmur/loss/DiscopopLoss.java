package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Discovered Preference Optimization, the log-ratio modulated loss, Eq. 5 of Lu et al. 2024
/// ([arXiv 2406.08414](https://arxiv.org/abs/2406.08414)): `(1 - m) l(z) + m exp(-z)` with `z =
/// beta * D`, `l(z) = -log sigmoid(z)` and `m = sigmoid(z / tau)`: logistic where the pair is
/// wrong, exponential where it is right. Not convex.
///
/// `m exp(-z)` is computed as one exponential, so that a pair that is very wrong costs `exp(z / tau
/// - z)`, which is nothing, and not infinity times nothing.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param tau temperature of the modulation, in `(0, 1)`
public record DiscopopLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("temperature of the modulation, in (0, 1)") @Default("0.05") double tau)
        implements PairwiseLoss {
    public DiscopopLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        if (!(tau > 0 && tau < 1)) {
            throw new IllegalArgumentException(
                    "loss.tau is " + tau + ", must be in (0, 1) (0.05 is the paper's)");
        }
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor z = rewards.margin(); // [pairs]
        Tensor scaled = z.mul(new Scalar(1 / tau)); // [pairs]
        Tensor modulation = torch.sigmoid(scaled); // [pairs]
        Tensor logistic =
                Logistic.softplusOfMinus(z).mul(modulation.neg().add(Tensors.ONE)); // [pairs]
        Tensor exponential = torch.log_sigmoid(scaled).sub(z).exp(); // [pairs]
        return rewards.value(logistic.add(exponential), policy, facts);
    }
}
