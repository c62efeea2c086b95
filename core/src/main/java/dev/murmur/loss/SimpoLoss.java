package dev.murmur.loss;

import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/// Simple Preference Optimization, Eq. 6 of Meng et al. 2024 ([arXiv
/// 2405.14734](https://arxiv.org/abs/2405.14734)): `-log sigmoid(beta * (m_w - m_l) - gamma)` where
/// `m` is the mean log-prob of a reply's tokens. No reference: length is taken out by the mean.
///
/// @param beta scale of the reward `beta * m`, `> 0`
/// @param gamma by how much the chosen reply's reward is to exceed the rejected one's, `>= 0`
public record SimpoLoss(
        @Doc("scale of the mean log-prob of a token, > 0") double beta,
        @Doc("margin that the chosen reply is to win by, >= 0") double gamma)
        implements ReferenceFreeLoss {
    public SimpoLoss {
        Checks.positive("loss.beta", beta, "2 to 10");
        Checks.notNegative("loss.gamma", gamma, "0.1 to 0.8 of beta");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairFacts facts) {
        Checks.pairs(policy, facts);
        var rewards = PairRewards.ofMeans(beta, policy, facts.tokens());
        var logits = rewards.margin().sub(new Scalar(gamma)); // [pairs]
        return rewards.value(torch.log_sigmoid(logits).neg(), policy, facts);
    }
}
