package dev.murmur.report;

import dev.murmur.evaluation.Estimate;
import java.util.Locale;

/// Numbers as people read them.
final class Format {
    static final String MISSING = "–";

    private static final String PLUS_MINUS = "\u00a0±\u00a0";
    private static final String PERCENT = "\u202f%";

    private Format() {}

    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0\\.?0*") ? text.substring(1) : text.replace('-', '−');
    }

    /// Four significant digits.
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return fixed(value, 0);
        }
        int decimals = (int) (3 - Math.floor(Math.log10(Math.abs(value))));
        return fixed(value, Math.clamp(decimals, 0, 8));
    }

    static String estimate(Estimate estimate, int decimals) {
        return fixed(estimate.mean(), decimals) + PLUS_MINUS + fixed(estimate.se(), decimals);
    }

    /// A share in per cent with its standard error.
    static String share(double mean, double se) {
        return fixed(100 * mean, 1) + PLUS_MINUS + fixed(100 * se, 1) + PERCENT;
    }

    static String percent(double share) {
        return fixed(100 * share, 1) + PERCENT;
    }

    /// By how much a value lies above (or below) another, in per cent.
    static String change(double from, double to) {
        double percent = 100 * (to / from - 1);
        return (percent >= 0 ? "+" : "") + fixed(percent, 0) + PERCENT;
    }
}
