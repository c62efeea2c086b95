package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Alignment via Optimal Transport, paired, Melnyk et al. 2024 ([arXiv
/// 2406.05882](https://arxiv.org/abs/2406.05882)): the policy's margins `log pi(y_w) - log pi(y_l)`
/// are to dominate the reference's in distribution, not pair by pair. Both are sorted within the
/// batch, and `-log sigmoid(beta * d)` is taken of the differences `d` of equal rank.
///
/// Sorted over the whole optimiser batch, whatever its micro-batches; TRL 1.13 sorts each
/// micro-batch.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param labelSmoothing as of [DpoLoss], in `[0, 0.5)`
public record AotLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("probability that a pair is the wrong way round, in [0, 0.5)") @Default("0.0")
                double labelSmoothing)
        implements PairwiseLoss {
    public AotLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.labelSmoothing(labelSmoothing);
    }

    @Override
    public boolean coupled() {
        return true;
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        Tensor ofPolicy = torch.sort(policy.chosen().sub(policy.rejected())).get0(); // [pairs]
        Tensor ofReference =
                torch.sort(reference.chosen().sub(reference.rejected())).get0(); // [pairs]
        Tensor logits = ofPolicy.sub(ofReference).mul(new Scalar(beta)); // [pairs]
        return PairRewards.of(beta, policy, reference)
                .value(Logistic.smoothed(logits, labelSmoothing), policy, facts);
    }
}
