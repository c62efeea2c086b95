package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Alignment via Optimal Transport, unpaired, Melnyk et al. 2024 ([arXiv
/// 2406.05882](https://arxiv.org/abs/2406.05882)): the log-ratios of chosen replies are to dominate
/// those of rejected ones in distribution. Each side is sorted within the batch on its own, so
/// which rejected reply belongs to which chosen one does not matter.
///
/// Sorted over the whole optimiser batch, whatever its micro-batches; TRL 1.13 sorts each
/// micro-batch.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param labelSmoothing as of [DpoLoss], in `[0, 0.5)`
public record AotUnpairedLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("probability that a pair is the wrong way round, in [0, 0.5)") @Default("0.0")
                double labelSmoothing)
        implements PairwiseLoss {
    public AotUnpairedLoss {
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
        var logRatios = PairRewards.of(1, policy, reference);
        Tensor chosen = torch.sort(logRatios.chosen()).get0(); // [pairs]
        Tensor rejected = torch.sort(logRatios.rejected()).get0(); // [pairs]
        Tensor logits = chosen.sub(rejected).mul(new Scalar(beta)); // [pairs]
        return logRatios
                .scaled(beta)
                .value(Logistic.smoothed(logits, labelSmoothing), policy, facts);
    }
}
