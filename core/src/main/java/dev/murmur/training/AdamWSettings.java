package dev.murmur.training;

/// The constants of [AdamW].
///
/// @param beta1 how much of the mean gradient is kept at a step, in `[0, 1)`
/// @param beta2 the same of the mean square, in `[0, 1)`
/// @param epsilon added to the root of the mean square, `> 0`
/// @param weightDecay share of a weight that is taken away, times the learning rate, `>= 0`
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {
    public AdamWSettings {
        require("beta1", beta1, beta1 >= 0 && beta1 < 1, "in [0, 1) (0.9 is usual)");
        require("beta2", beta2, beta2 >= 0 && beta2 < 1, "in [0, 1) (0.95 or 0.999 is usual)");
        require("epsilon", epsilon, epsilon > 0, "> 0 (1e-8 is usual)");
        require("weight_decay", weightDecay, weightDecay >= 0, ">= 0 (0 to 0.1 is usual)");
    }

    private static void require(String key, double value, boolean holds, String range) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "optimizer." + key + " is " + value + ", must be " + range);
        }
    }
}
