package dev.murmur.loss;

import dev.murmur.settings.Doc;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The unpaired form of Anchored Preference Optimization's `apo-zero`, D'Oosterlinck et al. 2024
/// ([arXiv 2408.06266](https://arxiv.org/abs/2408.06266)): with the log-ratio `u` of a reply
///
/// ```
/// desirable:   1 - sigmoid(beta * u)
/// undesirable: sigmoid(beta * u)
/// ```
///
/// It is [KtoLoss] with the reference point fixed at 0: nothing of the batch is shared.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record ApoZeroUnpairedLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements UnpairedLoss {
    public ApoZeroUnpairedLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public Baseline baseline() {
        return Baseline.ZERO;
    }

    @Override
    public LossValue compute(Tensor logRatios, UnpairedFacts facts) {
        var rewards = UnpairedRewards.of(beta, logRatios, facts);
        Tensor margins = rewards.margins(0); // [replies]
        return rewards.value(torch.sigmoid(margins.neg()).sum(), margins, Map.of());
    }
}
