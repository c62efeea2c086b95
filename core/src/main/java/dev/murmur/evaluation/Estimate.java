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
}
