package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;

/// AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101), with PyTorch's defaults except for the
/// decay.
public record OptimizerSection(
        @Doc("decoupled weight decay; norms and biases are spared") @Default("0.0")
                double weightDecay,
        @Doc("decay of the mean gradient, in [0, 1)") @Default("0.9") double beta1,
        @Doc("decay of the mean squared gradient, in [0, 1)") @Default("0.999") double beta2,
        @Doc("added to the root of the mean square") @Default("1.0e-8") double eps) {
    public OptimizerSection {
        new Check()
                .require(weightDecay >= 0, "weight_decay", weightDecay, "0 (none) or more")
                .require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)")
                .require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)")
                .require(eps > 0, "eps", eps, "> 0 (1e-8 is usual)")
                .verify();
    }
}
