package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The clipped surrogate, Eq. 7 of Schulman et al. 2017 ([arXiv
/// 1707.06347](https://arxiv.org/abs/1707.06347)): `min(rho A, clip(rho, 1 - low, 1 + high) A)`.
///
/// @param low how far below 1 a ratio still counts
/// @param high how far above 1
/// @param dual with a negative advantage the surrogate is at least this many times the advantage
///   (Ye et al. 2020, arXiv 1912.09729)
record Clip(double low, double high, Optional<Double> dual) {
    Clip {
        Checks.positive("loss.clip", low, "0.2");
        if (low >= 1) {
            throw new IllegalArgumentException("loss.clip is " + low + ", must be in (0, 1)");
        }
        Checks.positive("loss.clip_high", high, "0.2 to 0.3");
        dual.ifPresent(c -> {
            if (!(c > 1 && c < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "loss.dual_clip is " + c + ", must be > 1 (3 is usual)");
            }
        });
    }

    /// Minus the surrogate of a micro-batch, every token weighing the same.
    LossValue value(PolicyTokens tokens) {
        Tensor ratios = tokens.logRatios().exp(); // [tokens]
        double[] clipped = clipped(ratios, tokens.advantages());
        return new LossValue(
                loss(ratios, tokens.advantages()).sum(),
                tokens.policy().numel(),
                PolicyMetrics.ofTokens(tokens, Normalisation.TOKENS, clipped));
    }

    /// Minus the surrogate, elementwise.
    ///
    /// @param ratios with gradient
    Tensor loss(Tensor ratios, Tensor advantages) {
        Tensor clipped =
                ratios.clamp(
                        new ScalarOptional(new Scalar(1 - low)),
                        new ScalarOptional(new Scalar(1 + high)));
        Tensor surrogate = torch.minimum(ratios.mul(advantages), clipped.mul(advantages));
        if (dual.isPresent()) {
            Tensor floor = advantages.mul(new Scalar(dual.get()));
            surrogate =
                    torch.where(
                            advantages.lt(Tensors.ZERO),
                            torch.maximum(surrogate, floor),
                            surrogate);
        }
        return surrogate.neg();
    }

    /// Which ratios were clipped so that their token teaches nothing: 1 or 0, elementwise.
    double[] clipped(Tensor ratios, Tensor advantages) {
        double[] r = Tensors.toDoubles(ratios);
        double[] a = Tensors.toDoubles(advantages);
        var clipped = new double[r.length];
        for (int i = 0; i < r.length; i++) {
            boolean below = r[i] < 1 - low && a[i] < 0;
            boolean above = r[i] > 1 + high && a[i] > 0;
            boolean dualled = dual.isPresent() && a[i] < 0 && r[i] > dual.get();
            clipped[i] = below || above || dualled ? 1 : 0;
        }
        return clipped;
    }
}
