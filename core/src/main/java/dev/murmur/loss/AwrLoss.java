package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// Advantage-weighted regression, Peng et al. 2019 ([arXiv
/// 1910.00177](https://arxiv.org/abs/1910.00177)), as the baseline of Zhu et al. 2023 ([arXiv
/// 2306.02231](https://arxiv.org/abs/2306.02231)): `-exp(A / beta) log pi` at each sampled token.
///
/// Likelihood weighted by advantage: a bad token is imitated less, never pushed down.
///
/// @param beta advantages are divided by it, `> 0`; the published code multiplies by its inverse,
///   0.5 or 1
/// @param maxWeight of a token, `>= 1`
/// @param gae how rewards become advantages
public record AwrLoss(
        @Doc("the advantage that multiplies a weight by e, > 0") @Default("1.0") double beta,
        @Doc("largest weight of a token, >= 1") @Default("20.0") double maxWeight,
        @Doc("generalised advantage estimation") @Default("{}") GeneralisedAdvantage gae)
        implements PolicyLoss {
    private static final KlPenalty NO_PENALTY = new KlPenalty(0, KlEstimator.K1);

    public AwrLoss {
        Checks.positive("loss.beta", beta, "1 to 2");
        if (!(maxWeight >= 1 && maxWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "loss.max_weight is " + maxWeight + ", must be >= 1 (20 is usual)");
        }
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return gae.credit(groups, NO_PENALTY);
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        Tensor weights =
                tokens.advantages()
                        .mul(new Scalar(1 / beta))
                        .clamp(
                                new ScalarOptional(),
                                new ScalarOptional(new Scalar(Math.log(maxWeight))))
                        .exp(); // [tokens]
        Map<String, Double> metrics =
                PolicyMetrics.ofTokens(tokens, Normalisation.TOKENS, new double[0]);
        double total = weights.sum().item_double();
        metrics.put("weight", total);
        return new LossValue(
                weights.mul(tokens.policy()).sum().neg(), tokens.policy().numel(), metrics);
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
