package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Kahneman-Tversky Optimization, Ethayarajh et al. 2024 ([arXiv
/// 2402.01306](https://arxiv.org/abs/2402.01306)): with the log-ratio `u` of a reply and the
/// reference point `z`,
///
/// ```
/// desirable:   weight_D * (1 - sigmoid(beta * (u - z)))
/// undesirable: weight_U * (1 - sigmoid(beta * (z - u)))
/// z = max(0, mean log-ratio of mismatched replies), without gradient
/// ```
///
/// As in TRL 1.13, up to `z`: there it is a mean over a device's micro-batch, here over the
/// optimiser batch, so that micro-batches change nothing.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param desirableWeight of the loss of desirable replies, `> 0`
/// @param undesirableWeight of the loss of the others, `> 0`
public record KtoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("weight of desirable replies, > 0") @Default("1.0") double desirableWeight,
        @Doc("weight of the others, > 0") @Default("1.0") double undesirableWeight)
        implements UnpairedLoss {
    public KtoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.positive("loss.desirable_weight", desirableWeight, "1 to 4/3");
        Checks.positive("loss.undesirable_weight", undesirableWeight, "1 to 4/3");
    }

    @Override
    public Baseline baseline() {
        return Baseline.MISMATCHED;
    }

    @Override
    public LossValue compute(Tensor logRatios, UnpairedFacts facts) {
        var rewards = UnpairedRewards.of(beta, logRatios, facts);
        double kl = Math.max(0, facts.meanLogRatio());
        Tensor margins = rewards.margins(beta * kl); // [replies]
        Tensor weights =
                Tensors.like(
                        logRatios,
                        UnpairedRewards.each(
                                facts, desirableWeight, undesirableWeight)); // [replies]
        Tensor sum = torch.sigmoid(margins.neg()).mul(weights).sum(); // []
        return rewards.value(sum, margins, Map.of("kl", kl * facts.replies()));
    }
}
