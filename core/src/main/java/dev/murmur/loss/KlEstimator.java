package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// Estimates of `KL(pi || pi_0)` at a token that `pi` sampled, from the log-ratio `d = log pi - log
/// pi_0` alone (Schulman 2020, ["Approximating KL
/// divergence"](http://joschu.net/blog/kl-approx.html)). Each is clamped to 10 nats either way, as
/// in OpenRLHF.
public enum KlEstimator {
    /// `d`: unbiased, may be below 0.
    K1,
    /// `d^2 / 2`: biased, never below 0.
    K2,
    /// `exp(-d) - 1 + d`: unbiased, never below 0.
    K3;

    private static final double LIMIT = 10;

    /// Log-ratios beyond this are past the limit under every estimator; cut first so that no
    /// exponential overflows, whose gradient would not be a number.
    private static final double SATURATED = 20;

    /// @param logRatio nats
    public double of(double logRatio) {
        double d = Math.clamp(logRatio, -SATURATED, SATURATED);
        double estimate =
                switch (this) {
                    case K1 -> d;
                    case K2 -> d * d / 2;
                    case K3 -> Math.exp(-d) - 1 + d;
                };
        return Math.clamp(estimate, -LIMIT, LIMIT);
    }

    /// The same with gradient, elementwise.
    Tensor of(Tensor logRatios) {
        Tensor d = clamped(logRatios, SATURATED);
        Tensor estimate =
                switch (this) {
                    case K1 -> d;
                    case K2 -> d.mul(d).mul(new Scalar(0.5));
                    case K3 -> d.neg().exp().sub(Tensors.ONE).add(d);
                };
        return clamped(estimate, LIMIT);
    }

    private static Tensor clamped(Tensor values, double limit) {
        return values.clamp(
                new ScalarOptional(new Scalar(-limit)), new ScalarOptional(new Scalar(limit)));
    }
}
