package dev.murmur.evaluation;

import java.util.OptionalDouble;

/// Pearson's correlation coefficient.
public final class Correlation {
    private Correlation() {}

    /// The linear correlation of two equally long series.
    ///
    /// @return in `[-1, 1]`; empty if there are fewer than two pairs or a series is constant, where
    ///   it is not defined
    public static OptionalDouble of(double[] x, double[] y) {
        Moments.requireSameLength("x and y", x.length, y.length);
        Moments.requireFinite("x", x);
        Moments.requireFinite("y", y);
        if (x.length < 2) {
            return OptionalDouble.empty();
        }
        double meanX = Moments.mean(x);
        double meanY = Moments.mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.clamp(xy / Math.sqrt(xx * yy), -1, 1));
    }
}
