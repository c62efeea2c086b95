package dev.murmur.bench.curve;

import java.util.List;
import java.util.Locale;

/// Time as a constant and something in proportion to the work, by least squares of relative errors,
/// so that the small points count as much as the large.
///
/// @param constant seconds
/// @param each seconds a unit of work
record Law(double constant, double each) {
    static Law of(List<Measured> points) {
        double w = 0;
        double wx = 0;
        double wxx = 0;
        double wy = 0;
        double wxy = 0;
        for (Measured point : points) {
            double weight = 1 / (point.seconds() * point.seconds());
            w += weight;
            wx += weight * point.work();
            wxx += weight * point.work() * point.work();
            wy += weight * point.seconds();
            wxy += weight * point.work() * point.seconds();
        }
        double determinant = w * wxx - wx * wx;
        double each = determinant == 0 ? 0 : (w * wxy - wx * wy) / determinant;
        return new Law((wy - each * wx) / w, each);
    }

    double seconds(Measured point) {
        return constant + each * point.work();
    }

    /// @param curve whose work it is
    String describe(Curve curve) {
        return curve == Curve.PAIRS
                ? String.format(
                        Locale.ROOT, "%.2f s and %.0f s for 10^6 pairs", constant, 1e6 * each)
                : String.format(
                        Locale.ROOT, "%.3f s and the work at %.0f GFLOP/s", constant, 1 / each);
    }
}
