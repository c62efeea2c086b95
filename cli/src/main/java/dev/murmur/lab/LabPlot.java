package dev.murmur.lab;

import com.github.mustachejava.DefaultMustacheFactory;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Win rate against length as an SVG that a README can show: a point an arm, with bars of one
/// standard deviation over seeds.
final class LabPlot {
    private static final double WIDTH = 900;
    private static final double HEIGHT = 560;
    private static final double LEFT = 60;
    private static final double RIGHT = 180; // the column of names
    private static final double TOP = 36;
    private static final double BOTTOM = 50;

    private static final double LINE = 14;

    private LabPlot() {}

    /// @param tokens mean length of the replies
    /// @param winRate in percent
    record Point(String arm, LabTable.Spread tokens, LabTable.Spread winRate) {}

    static String svg(List<Point> points) {
        var x = new Axis(points.stream().map(Point::tokens).toList(), LEFT, WIDTH - RIGHT);
        var y = new Axis(points.stream().map(Point::winRate).toList(), HEIGHT - BOTTOM, TOP);
        var svg = new StringWriter();
        new DefaultMustacheFactory("dev/murmur/lab")
                .compile("plot.mustache")
                .execute(
                        svg,
                        new Model(
                                n(WIDTH),
                                n(HEIGHT),
                                n(LEFT),
                                n(WIDTH - RIGHT),
                                n(WIDTH - RIGHT + 40),
                                n(TOP),
                                n(HEIGHT - BOTTOM),
                                x.ticks(),
                                y.ticks(),
                                marks(points, x, y)));
        return svg.toString();
    }

    /// What the template draws; coordinates in pixels, as text.
    private record Model(
            String width,
            String height,
            String left,
            String right,
            String names,
            String top,
            String bottom,
            List<Tick> xTicks,
            List<Tick> yTicks,
            List<Mark> marks) {}

    private record Tick(String at, String label) {}

    private record Mark(
            String arm,
            String x,
            String y,
            String x0,
            String x1,
            String y0,
            String y1,
            String nameY) {}

    /// The names stand in a column in the order of the points, each as near to its point as those
    /// above allow.
    private static List<Mark> marks(List<Point> points, Axis x, Axis y) {
        List<Point> downwards =
                points.stream()
                        .sorted(Comparator.comparingDouble(p -> -p.winRate().mean()))
                        .toList();
        var marks = new ArrayList<Mark>();
        double free = TOP;
        for (Point point : downwards) {
            double px = x.at(point.tokens().mean());
            double py = y.at(point.winRate().mean());
            int below = downwards.size() - 1 - marks.size();
            double name = Math.max(free, Math.min(py, HEIGHT - BOTTOM - below * LINE));
            free = name + LINE;
            double dx = deviation(point.tokens());
            double dy = deviation(point.winRate());
            marks.add(
                    new Mark(
                            point.arm(),
                            n(px),
                            n(py),
                            n(x.at(point.tokens().mean() - dx)),
                            n(x.at(point.tokens().mean() + dx)),
                            n(y.at(point.winRate().mean() - dy)),
                            n(y.at(point.winRate().mean() + dy)),
                            n(name)));
        }
        return marks;
    }

    private static double deviation(LabTable.Spread spread) {
        return Double.isNaN(spread.sd()) ? 0 : spread.sd();
    }

    /// From numbers to pixels, over round numbers that hold all of them.
    private static final class Axis {
        private final double low;
        private final double high;
        private final double step;
        private final double from;
        private final double to;

        Axis(List<LabTable.Spread> values, double from, double to) {
            double[] ends =
                    values.stream()
                            .flatMap(v ->
                                    Stream.of(v.mean() - deviation(v), v.mean() + deviation(v)))
                            .mapToDouble(v -> v)
                            .sorted()
                            .toArray();
            double least = ends.length == 0 ? 0 : ends[0];
            double most = ends.length == 0 ? 1 : ends[ends.length - 1];
            this.step = roundStep(Math.max(most - least, 1) / 8);
            this.low = Math.floor(least / step) * step;
            this.high = Math.ceil(Math.max(most, low + step) / step) * step;
            this.from = from;
            this.to = to;
        }

        /// 1, 2 or 5 times a power of ten, at least `least`.
        private static double roundStep(double least) {
            double power = Math.pow(10, Math.floor(Math.log10(least)));
            return Stream.of(1.0, 2.0, 5.0, 10.0)
                    .map(f -> f * power)
                    .filter(s -> s >= least)
                    .findFirst()
                    .orElseThrow();
        }

        double at(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }

        List<Tick> ticks() {
            var ticks = new ArrayList<Tick>();
            for (double value = low; value <= high + step / 2; value += step) {
                ticks.add(new Tick(n(at(value)), n(value)));
            }
            return ticks;
        }
    }

    private static String n(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
