package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Efficient Exact Optimization for pairs, Eq. 16 of Ji et al. 2024 ([arXiv
/// 2402.00856](https://arxiv.org/abs/2402.00856)): the reverse KL divergence `q log(q / (1 - e)) +
/// (1 - q) log((1 - q) / e)` from `q = sigmoid(beta * D)` to a label that is right with probability
/// `1 - e`. DPO has the forward divergence.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param labelSmoothing probability `e` that a pair is the wrong way round, in `(0, 0.5)`; 0 would
///   divide by it (TRL 1.13 takes 0.001 then, here it is an error)
public record ExoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("probability that a pair is the wrong way round, in (0, 0.5)") double labelSmoothing)
        implements PairwiseLoss {
    public ExoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        if (!(labelSmoothing > 0 && labelSmoothing < 0.5)) {
            throw new IllegalArgumentException(
                    "loss.label_smoothing is "
                            + labelSmoothing
                            + ", must be in (0, 0.5): the loss divides by it (0.001 is usual)");
        }
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor right = part(rewards.margin(), 1 - labelSmoothing); // [pairs]
        Tensor wrong = part(rewards.margin().neg(), labelSmoothing); // [pairs]
        return rewards.value(right.add(wrong), policy, facts);
    }

    /// `q (log q - log p)` with `q = sigmoid(z)`.
    private static Tensor part(Tensor z, double p) {
        return torch.sigmoid(z).mul(torch.log_sigmoid(z).sub(new Scalar(Math.log(p))));
    }
}
