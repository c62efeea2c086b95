package dev.murmur.bench.curve;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Measured points and the law's line, both axes logarithmic, as an SVG that a README can show.
///
/// @param title what is on the vertical axis
/// @param measured of a point
/// @param law of a point
record CurvePlot(
        String title,
        String axis,
        ToDoubleFunction<Measured> measured,
        ToDoubleFunction<Measured> law) {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int BOTTOM = 50;
    private static final int MARGIN = 30;

    /// Plots side by side.
    static String svg(List<CurvePlot> plots, List<Measured> points) {
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="white"/>
                """
                        .formatted(WIDTH * plots.size(), HEIGHT));
        for (int i = 0; i < plots.size(); i++) {
            svg.append("<g transform=\"translate(%d 0)\">%n".formatted(i * WIDTH))
                    .append(plots.get(i).drawn(points))
                    .append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private String drawn(List<Measured> points) {
        var x = Scale.of(points, Measured::x, LEFT, WIDTH - MARGIN);
        var y = Scale.of(points, measured, law, HEIGHT - BOTTOM, MARGIN);
        var drawn = new StringBuilder();
        drawn.append(
                """
                <text x="%d" y="18" font-weight="bold">%s</text>
                <text x="%d" y="%d">%s</text>
                <path d="M%d %d V%d H%d" fill="none" stroke="gray"/>
                <polyline points="%s" fill="none" stroke="steelblue" stroke-dasharray="5 3"/>
                """
                        .formatted(
                                LEFT,
                                title,
                                LEFT,
                                HEIGHT - 12,
                                axis,
                                LEFT,
                                MARGIN,
                                HEIGHT - BOTTOM,
                                WIDTH - MARGIN,
                                points.stream()
                                        .map(p -> at(x.at(p.x()), y.at(law.applyAsDouble(p))))
                                        .collect(Collectors.joining(" "))));
        for (Measured point : points) {
            double value = measured.applyAsDouble(point);
            drawn.append(
                    String.format(
                            Locale.ROOT,
                            """
                            <circle cx="%.1f" cy="%.1f" r="4" fill="firebrick"/>
                            <text x="%.1f" y="%.1f" text-anchor="middle">%s</text>
                            <text x="%.1f" y="%d" text-anchor="middle">%d</text>
                            """,
                            x.at(point.x()),
                            y.at(value),
                            x.at(point.x()),
                            y.at(value) - 8,
                            number(value),
                            x.at(point.x()),
                            HEIGHT - BOTTOM + 14,
                            point.x()));
        }
        return drawn.toString();
    }

    private static String at(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    /// From the logarithm of a number to pixels.
    private record Scale(double low, double high, double from, double to) {
        static Scale of(
                List<Measured> points, ToDoubleFunction<Measured> value, double from, double to) {
            return of(points, value, value, from, to);
        }

        static Scale of(
                List<Measured> points,
                ToDoubleFunction<Measured> one,
                ToDoubleFunction<Measured> other,
                double from,
                double to) {
            var values =
                    points.stream()
                            .flatMapToDouble(p ->
                                    DoubleStream.of(one.applyAsDouble(p), other.applyAsDouble(p)))
                            .filter(v -> v > 0)
                            .summaryStatistics();
            return new Scale(values.getMin() / 1.2, values.getMax() * 1.2, from, to);
        }

        double at(double value) {
            double share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
            return from + share * (to - from);
        }
    }
}
