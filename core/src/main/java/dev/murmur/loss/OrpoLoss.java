package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Odds Ratio Preference Optimization, Eq. 6 and 7 of Hong et al. 2024 ([arXiv
/// 2403.07691](https://arxiv.org/abs/2403.07691)): `NLL(y_w) - lambda * log sigmoid(log(odds(y_w) /
/// odds(y_l)))` with `odds = p / (1 - p)` and `p = exp(log pi(y) / |y|)`: fine-tuning on the chosen
/// reply that also learns what it is chosen over. One stage, from a base model.
///
/// Departures: the NLL is the mean over the chosen reply's own tokens, as in the paper; TRL 1.13
/// and the authors' code count the prompt's tokens too, and weigh tokens rather than replies. A
/// mean log-prob counts as at most -1e-6, where the odds would overflow.
///
/// @param lambda weight of the odds ratio, `> 0`
public record OrpoLoss(@Doc("weight of the odds ratio, > 0") @Default("0.1") double lambda)
        implements ReferenceFreeLoss {
    private static final Scalar LARGEST = Tensors.constant(-1e-6);

    public OrpoLoss {
        Checks.positive("loss.lambda", lambda, "0.05 to 1");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairFacts facts) {
        Checks.pairs(policy, facts);
        var means = PairRewards.ofMeans(1, policy, facts.tokens());
        Tensor logOdds = logOdds(means.chosen()).sub(logOdds(means.rejected())); // [pairs]
        Tensor nll = ChosenNllLoss.nll(policy, facts, ChosenNllLoss.Over.REPLY); // [pairs]
        Tensor losses =
                Logistic.softplusOfMinus(logOdds).mul(new Scalar(lambda)).add(nll); // [pairs]
        var more =
                Map.of(
                        "nll", nll.sum().item_double(),
                        "log_odds_ratio", logOdds.sum().item_double());
        return means.scaled(lambda).value(losses, policy, facts, more);
    }

    /// `log p - log(1 - p)`.
    private static Tensor logOdds(Tensor meanLogProb) {
        Tensor logP = meanLogProb.clamp_max(LARGEST);
        return logP.sub(logP.expm1().neg().log());
    }
}
