package dev.murmur.evaluation;

/// A mean and its standard error.
///
/// @param mean in the unit of the values
/// @param se standard error of the mean: standard deviation (n - 1) over the root of n
public record Estimate(double mean, double se) {
    public Estimate {
        if (!Double.isFinite(mean) || !(se >= 0) || Double.isInfinite(se)) {
            throw new IllegalArgumentException(
                    "an estimate of " + mean + " +- " + se + " is not finite");
        }
    }

    /// The mean of independent values.
    ///
    /// @param values at least two, finite: one value has no standard error
    public static Estimate of(double[] values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(
                    "a standard error needs at least 2 values, got " + values.length);
        }
        double mean = Moments.mean(values);
        return new Estimate(mean, Math.sqrt(Moments.variance(values) / values.length));
    }

    /// The weighted mean of independent values; with equal weights what [#of] gives.
    ///
    /// The error is that of a ratio of two sums, `sqrt(n / (n - 1) sum w^2 (x - mean)^2) / sum w`:
    /// weights are as much a matter of chance as values.
    ///
    /// @param values at least two, finite
    /// @param weights `> 0`, one a value
    public static Estimate weighted(double[] values, double[] weights) {
        Moments.requireSameLength("values and weights", values.length, weights.length);
        if (values.length < 2) {
            return of(values);
        }
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            all += weights[i];
        }
        double mean = sum / all;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += Math.pow(weights[i] * (values[i] - mean), 2);
        }
        double n = values.length;
        return new Estimate(mean, Math.sqrt(n / (n - 1) * squares) / all);
    }
}
