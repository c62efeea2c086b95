package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The price of leaving the initial policy.
///
/// @param coef reward per nat, `>= 0`
/// @param estimator of the KL divergence at a token
public record KlPenalty(
        @Doc("price of a nat of KL to the initial policy, >= 0") double coef,
        @Doc("how the KL is estimated at a token") @Default("k1") KlEstimator estimator) {
    public KlPenalty {
        Checks.notNegative("loss.kl.coef", coef, "0.01 to 0.1");
    }

    double of(double logRatio) {
        return coef == 0 ? 0 : coef * estimator.of(logRatio);
    }

    /// With gradient, elementwise.
    Tensor of(Tensor logRatios) {
        return estimator.of(logRatios).mul(new Scalar(coef));
    }
}
