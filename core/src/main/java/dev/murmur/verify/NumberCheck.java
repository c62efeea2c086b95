package dev.murmur.verify;

import java.util.Locale;

/// Gathers the differences of one kind of number over all sequences of a fixture.
final class NumberCheck {
    private final String what;
    private final double tolerance;
    private int compared;
    private double difference;
    private String worst = "";

    NumberCheck(String what, double tolerance) {
        this.what = what;
        this.tolerance = tolerance;
    }

    /// @param where for the note, such as `sequence 2`
    void add(String where, double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(
                    what + ": " + actual.length + " numbers for " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            double d = Math.abs(actual[i] - expected[i]);
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
