package dev.murmur.evaluation;

import java.util.Arrays;

/// Sums over values that several measures share.
final class Moments {
    private Moments() {}

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /// With n - 1 below the line.
    static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    /// Between values by a straight line, as numpy does.
    ///
    /// @param sorted at least one, rising
    /// @param q between 0 and 1
    static double quantile(double[] sorted, double q) {
        double place = q * (sorted.length - 1);
        int below = (int) place;
        double above = sorted[Math.min(below + 1, sorted.length - 1)];
        return sorted[below] + (place - below) * (above - sorted[below]);
    }

    static void requireSameLength(String what, int first, int second) {
        if (first != second) {
            throw new IllegalArgumentException(
                    what + " must come in pairs, got " + first + " and " + second);
        }
    }

    static void requireFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        what + " " + i + " is " + values[i] + ", must be finite");
            }
        }
    }
}
