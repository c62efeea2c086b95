package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Contrastive Preference Optimization, Xu et al. 2024 ([arXiv
/// 2401.08417](https://arxiv.org/abs/2401.08417)): `-log sigmoid(beta * (log pi(y_w) - log
/// pi(y_l)))
/// + nll_weight * NLL(y_w)`: DPO whose reference is uniform, held in place by the likelihood of the
///   chosen reply.
///
/// The NLL is a mean over all chosen tokens of the optimiser batch ([ChosenNllLoss.Over#BATCH]), as
/// in TRL 1.13 (there of the micro-batch); the paper has the sum over a reply's tokens.
///
/// @param beta scale of the log-probs, `> 0`
/// @param nllWeight of the likelihood of the chosen reply, `>= 0`
public record CpoLoss(
        @Doc("scale of the log-probs, > 0") double beta,
        @Doc("weight of the likelihood of the chosen reply, per token of the batch, >= 0")
                @Default("1.0")
                double nllWeight)
        implements ReferenceFreeLoss {
    public CpoLoss {
        Checks.positive("loss.beta", beta, "0.1 to 0.5");
        Checks.notNegative("loss.nll_weight", nllWeight, "1");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairFacts facts) {
        Checks.pairs(policy, facts);
        var rewards = new PairRewards(policy.chosen(), policy.rejected()).scaled(beta);
        Tensor nll = ChosenNllLoss.nll(policy, facts, ChosenNllLoss.Over.BATCH); // [pairs]
        Tensor losses =
                Logistic.softplusOfMinus(rewards.margin())
                        .add(nll.mul(new Scalar(nllWeight))); // [pairs]
        return rewards.value(losses, policy, facts, Map.of("nll", nll.sum().item_double()));
    }
}
