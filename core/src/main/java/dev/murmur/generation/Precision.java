package dev.murmur.generation;

import dev.murmur.nn.Compute;

/// How precisely a model computes while it writes replies.
///
/// @param compute type of its products with weights
/// @param maxGap mean difference between the log-probs of another type than the model's and those
///   of the model that is allowed, nats a token, `> 0`
public record Precision(Compute compute, double maxGap) {
    /// Differences of this size are rounding in bfloat16.
    public static final double MAX_GAP = 0.01;

    /// The model's own.
    public static final Precision OWN = new Precision(Compute.MODEL, MAX_GAP);

    public Precision {
        if (!(maxGap > 0)) {
            throw new IllegalArgumentException(
                    "sampling.max_compute_gap is "
                            + maxGap
                            + ", must be > 0 (0.01 nats a token is rounding in bfloat16)");
        }
    }

    /// Whether it is the model's own.
    public boolean own() {
        return compute == Compute.MODEL;
    }
}
