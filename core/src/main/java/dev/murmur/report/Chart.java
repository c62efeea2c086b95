package dev.murmur.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One diagram; the page draws it and writes its numbers in a table behind it.
///
/// @param id of its canvas
/// @param x label of the horizontal axis
/// @param y label of the vertical axis
/// @param caption what the numbers are
/// @param style how the script draws it
/// @param level where a horizontal reference line stands, or null
record Chart(
        String id,
        String title,
        String x,
        String y,
        String caption,
        Style style,
        @Nullable Double level,
        List<Series> series) {

    enum Style {
        /// Over whole iterations.
        ITERATIONS,
        /// One number against another, joined in the order of iterations.
        PATH,
        /// Many points, no marks.
        STEPS,
        /// Over n on a logarithmic axis.
        LOGARITHMIC,
        /// A line for each label, the number to the right.
        DOTS,
        /// A spoke for each label, the number from 0 to 10 outwards.
        RADAR
    }

    /// The line of one arm.
    ///
    /// @param arm chooses colour and mark
    record Series(String name, int arm, List<Point> points) {}

    /// @param label what the point belongs to
    /// @param x where labels have no place on an axis, their number
    /// @param se standard error of y, null if there is none
    record Point(String label, double x, double y, @Nullable Double se) {
        String xText() {
            return Format.number(x);
        }

        String yText() {
            return Format.number(y);
        }

        String seText() {
            return se == null ? Format.MISSING : Format.number(se);
        }
    }

    /// Whether x is more than the number of a label.
    boolean hasAcross() {
        return style != Style.DOTS && style != Style.RADAR;
    }

    boolean isRadar() {
        return style == Style.RADAR;
    }

    boolean hasPoints() {
        return longestSeries() > 0;
    }

    int longestSeries() {
        return series.stream().mapToInt(s -> s.points().size()).max().orElse(0);
    }
}
