package dev.murmur.verify;

import java.util.Locale;

/// Gathers the differences of one kind of number over all sequences of a fixture.
final class NumberCheck {
    private final String what;
    private final double tolerance;
    private final boolean relative;
    private int compared;
    private double difference;
    private String worst = "";

    private NumberCheck(String what, double tolerance, boolean relative) {
        this.what = what;
        this.tolerance = tolerance;
        this.relative = relative;
    }

    /// @param tolerance largest difference that passes
    NumberCheck(String what, double tolerance) {
        this(what, tolerance, false);
    }

    /// A check whose differences are divided by the expected number where that is beyond 1.
    static NumberCheck relative(String what, double tolerance) {
        return new NumberCheck(what, tolerance, true);
    }

    /// @param where for the note, such as `sequence 2`
    void add(String where, double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(
                    what + ": " + actual.length + " numbers for " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            double scale = relative ? Math.max(1, Math.abs(expected[i])) : 1;
            double d = Math.abs(actual[i] - expected[i]) / scale;
            if (d > difference || Double.isNaN(d)) {
                difference = Double.isNaN(difference) ? difference : d;
                worst =
                        String.format(
                                Locale.ROOT,
                                "%s, number %d: %.6g, expected %.6g",
                                where,
                                i + 1,
                                actual[i],
                                expected[i]);
            }
        }
        compared += actual.length;
    }

    Check result() {
        if (compared == 0) {
            return Check.without(what, Outcome.ABSENT, "");
        }
        boolean passed = difference <= tolerance; // what is no number fails
        return new Check(
                what,
                compared,
                difference,
                tolerance,
                passed ? Outcome.PASSED : Outcome.DIFFERS,
                passed ? "" : worst);
    }
}
