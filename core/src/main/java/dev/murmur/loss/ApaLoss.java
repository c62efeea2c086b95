package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Advantage-induced policy alignment, Zhu et al. 2023 ([arXiv
/// 2306.02231](https://arxiv.org/abs/2306.02231)): `(log pi - log pi_initial - A / lambda)^2` at
/// each sampled token.
///
/// The policy that solves it is the initial one tilted by its advantages, `pi_initial exp(A /
/// lambda) / Z`; the normaliser is taken as 1, as in the paper. There is no ratio to the sampler,
/// no clipping and no price of KL: lambda alone says how far the policy may go.
///
/// We depart from the published code in that advantages are whitened over all replies of an
/// iteration rather than over a micro-batch, so that no result depends on its size.
///
/// @param lambda advantages are divided by it, `> 0`: small ones let the policy go far
/// @param gae how rewards become advantages
public record ApaLoss(
        @Doc("the advantage that moves a log-prob by 1 nat, > 0") @Default("0.1") double lambda,
        @Doc("generalised advantage estimation") @Default("{}") GeneralisedAdvantage gae)
        implements PolicyLoss {
    private static final KlPenalty NO_PENALTY = new KlPenalty(0, KlEstimator.K1);

    public ApaLoss {
        Checks.positive("loss.lambda", lambda, "0.1 to 1");
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return gae.credit(groups, NO_PENALTY);
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        Tensor target = tokens.advantages().mul(new Scalar(1 / lambda)); // [tokens]
        Tensor error = tokens.policy().sub(tokens.initial()).sub(target); // [tokens]
        return new LossValue(
                error.mul(error).sum(),
                tokens.policy().numel(),
                PolicyMetrics.ofTokens(tokens, Normalisation.TOKENS, new double[0]));
    }

    @Override
    public double items(int tokens, int maxTokens) {
        return tokens;
    }

    @Override
    public boolean usesValues() {
        return true;
    }

    @Override
    public int minReplies() {
        return 1;
    }
}
