package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.global.torch;

/// Direct Preference Optimization, Eq. 7 of Rafailov et al. 2023 ([arXiv
/// 2305.18290](https://arxiv.org/abs/2305.18290)): `-log sigmoid(beta * D)` where `D` is how much
/// more the policy prefers chosen to rejected than the reference does, in nats.
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
public record DpoLoss(@Doc("weight of the implicit KL penalty, > 0") double beta)
        implements PairwiseLoss {
    public DpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairTokens tokens) {
        Checks.pairs(policy, reference, tokens);
        var rewards = ImplicitRewards.of(beta, policy, reference);
        var sum = torch.log_sigmoid(rewards.margin()).sum().neg(); // []
        return new LossValue(sum, tokens.pairs(), rewards.metrics(policy, tokens));
    }
}
