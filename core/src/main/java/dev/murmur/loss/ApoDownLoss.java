package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Anchored Preference Optimization, down, Eq. 8 of D'Oosterlinck et al. 2024 ([arXiv
/// 2408.06266](https://arxiv.org/abs/2408.06266)): `sigmoid(r_w) + (1 - sigmoid(r_w - r_l))` with
/// `r = beta * s`. Lowers the chosen reply too, and the rejected one more: for chosen replies that
/// are worse than what the policy says.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record ApoDownLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public ApoDownLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        Tensor losses =
                torch.sigmoid(rewards.chosen())
                        .sub(torch.sigmoid(rewards.margin()))
                        .add(Tensors.ONE); // [pairs]
        return rewards.value(losses, policy, facts);
    }
}
