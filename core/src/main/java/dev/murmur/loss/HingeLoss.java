package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.global.torch;

/// The hinge loss on implicit rewards, `max(0, 1 - beta * D)`: SLiC's ranking loss, Zhao et al.
/// 2023 ([arXiv 2305.10425](https://arxiv.org/abs/2305.10425)), with DPO's reward in place of the
/// log-prob, as RSO, Liu et al. 2023 ([arXiv 2309.06657](https://arxiv.org/abs/2309.06657)) has it.
/// A pair that is far enough apart teaches nothing more.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`; SLiC's margin is `1 / beta`
public record HingeLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public HingeLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        var losses = torch.relu(rewards.margin().neg().add(Tensors.ONE)); // [pairs]
        return rewards.value(losses, policy, facts);
    }
}
