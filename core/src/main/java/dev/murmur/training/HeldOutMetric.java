package dev.murmur.training;

import java.util.Locale;

/// What is measured on held-out data while a model trains: `eval_<name>` in `metrics.jsonl`.
public enum HeldOutMetric {
    /// Of the objective that is trained, a mean over its items; lower is better.
    LOSS,
    /// Share of the pairs that are ordered rightly; higher is better.
    ACCURACY,
    /// Mean of how much more log-prob the chosen reply gained than the rejected one, nats; higher
    /// is better.
    MARGIN;

    /// As metrics files name it.
    String key() {
        return "eval_" + this;
    }

    /// @param before not a number where nothing was measured yet
    boolean isBetter(double now, double before) {
        return Double.isNaN(before)
                ? !Double.isNaN(now)
                : this == LOSS ? now < before : now > before;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
