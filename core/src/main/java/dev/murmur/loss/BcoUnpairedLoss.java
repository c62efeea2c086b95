package dev.murmur.loss;

import dev.murmur.settings.Doc;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Binary Classifier Optimization, Jung et al. 2024 ([arXiv
/// 2404.04656](https://arxiv.org/abs/2404.04656)): a classifier of desirable and other replies
/// whose logit is the implicit reward, shifted by the mean reward:
///
/// ```
/// desirable:   -log sigmoid(beta * u - delta)
/// undesirable: -log sigmoid(-(beta * u - delta))
/// ```
///
/// Departure: `delta` is the mean over the optimiser batch, without gradient, and not a running
/// mean over the steps, so that a step depends on nothing but its batch and the weights. The
/// importance weights of the paper, which need a model of the prompts, are left out.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record BcoUnpairedLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements UnpairedLoss {
    public BcoUnpairedLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public Baseline baseline() {
        return Baseline.OWN;
    }

    @Override
    public LossValue compute(Tensor logRatios, UnpairedFacts facts) {
        var rewards = UnpairedRewards.of(beta, logRatios, facts);
        double shift = beta * facts.meanLogRatio();
        Tensor margins = rewards.margins(shift); // [replies]
        Tensor sum = torch.log_sigmoid(margins).sum().neg(); // []
        return rewards.value(sum, margins, Map.of("shift", shift * facts.replies()));
    }
}
