package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Identity Preference Optimization, Eq. 17 of Azar et al. 2023 ([arXiv
/// 2310.12036](https://arxiv.org/abs/2310.12036)): `(h - 1 / (2 * beta))^2`, where `h` is how much
/// more the policy prefers chosen to rejected than the reference does. The optimum is finite even
/// if a pair's label is certain.
///
/// The paper's `h` is `D`, a difference of sums. Length-averaged, each log-ratio is divided by its
/// reply's tokens: what TRL 1.13 computes, after asking the authors, who say their results are of
/// that form. `beta` means another thing then: nats a token.
///
/// @param beta the paper's tau, `> 0`; the gap to reach is `1 / (2 * beta)` nats
/// @param lengthAveraged whether the gap is per token
public record IpoLoss(
        @Doc("strength of the regularisation, > 0; the gap to reach is 1 / (2 beta) nats")
                double beta,
        @Doc("whether log-ratios are means over tokens; false is the paper's sum") @Default("true")
                boolean lengthAveraged)
        implements PairwiseLoss {
    public IpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var logRatios = PairRewards.of(1, policy, reference);
        var gaps = lengthAveraged ? logRatios.perToken(facts.tokens()) : logRatios;
        Tensor losses = gaps.margin().sub(new Scalar(1 / (2 * beta))).square(); // [pairs]
        return logRatios.scaled(beta).value(losses, policy, facts);
    }
}
