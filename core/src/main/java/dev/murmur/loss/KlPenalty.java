package dev.murmur.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The price of leaving the initial policy.
///
/// @param coef reward per nat, `>= 0`
/// @param estimator of the KL divergence at a token
record KlPenalty(double coef, KlEstimator estimator) {
    KlPenalty {
        Checks.notNegative("loss.kl_coef", coef, "0.01 to 0.1");
    }

    double of(double logRatio) {
        return coef == 0 ? 0 : coef * estimator.of(logRatio);
    }

    /// With gradient, elementwise.
    Tensor of(Tensor logRatios) {
        return estimator.of(logRatios).mul(new Scalar(coef));
    }
}
