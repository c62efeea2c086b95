package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// f-DPO, Wang et al. 2023 ([arXiv 2309.16240](https://arxiv.org/abs/2309.16240)): DPO whose policy
/// is held near the reference by another divergence than the reverse KL: `-log sigmoid(beta *
/// (f'(t_w)
/// - f'(t_l)))` with `t = pi / pi_ref = exp(s)`. With the reverse KL, `f'(t) = log t + 1`, it is
///   [DpoLoss]. Constants of `f'` cancel and are left out.
///
/// Departures: an exponent is at most 80, beyond which float32 would overflow. TRL 1.13 writes the
/// alpha divergence with `f_alpha_divergence_coef = 1 - alpha`.
///
/// @param beta weight of the divergence, dimensionless, `> 0`
/// @param divergence which one
/// @param alpha of the alpha divergence alone, in `(0, 1)`: near 0 the reverse KL, near 1 the
///   forward
public record FDivergenceDpoLoss(
        @Doc("weight of the divergence, > 0") double beta,
        @Doc("what holds the policy near the reference") Divergence divergence,
        @Doc("of divergence alpha, in (0, 1): 0 would be reverse-kl, 1 forward-kl")
                Optional<Double> alpha)
        implements PairwiseLoss {
    /// exp(88) is the largest in float32.
    private static final Scalar MOST = Tensors.constant(80);

    /// How `f'` depends on the log-ratio `s`.
    public enum Divergence {
        /// `s`.
        REVERSE_KL,
        /// `-exp(-s)`.
        FORWARD_KL,
        /// Jensen-Shannon: `log sigmoid(s)`.
        JS,
        /// `-exp(-alpha * s) / alpha`.
        ALPHA
    }

    public FDivergenceDpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        if (alpha.isPresent() != (divergence == Divergence.ALPHA)) {
            throw new IllegalArgumentException(
                    alpha.isPresent()
                            ? "loss.alpha is "
                                    + alpha.get()
                                    + ", must be absent: only divergence alpha has one"
                            : "loss.alpha is absent, must be in (0, 1) for divergence alpha");
        }
        alpha.ifPresent(FDivergenceDpoLoss::requireInside);
    }

    private static void requireInside(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("loss.alpha is " + alpha + ", must be in (0, 1)");
        }
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var logRatios = PairRewards.of(1, policy, reference);
        Tensor logits =
                slope(logRatios.chosen())
                        .sub(slope(logRatios.rejected()))
                        .mul(new Scalar(beta)); // [pairs]
        return logRatios.scaled(beta).value(Logistic.softplusOfMinus(logits), policy, facts);
    }

    /// `f'` less its constant.
    private Tensor slope(Tensor s) {
        return switch (divergence) {
            case REVERSE_KL -> s;
            case FORWARD_KL -> power(s, 1);
            case JS -> torch.log_sigmoid(s);
            case ALPHA -> power(s, alpha.orElseThrow());
        };
    }

    private static Tensor power(Tensor s, double alpha) {
        Tensor exponent = s.mul(new Scalar(-alpha)).clamp_max(MOST);
        return exponent.exp().mul(new Scalar(-1 / alpha));
    }
}
