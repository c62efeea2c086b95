package dev.murmur.bench.curve;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench/run curves`.
@Command(
        name = "bench/run curves",
        description = {
            "Measure how time and peak memory grow; a process for each point, two threads.",
            "Prints tables, and writes NAME.csv and NAME.svg. Points that are in a CSV file are not"
                    + " measured again."
        },
        mixinStandardHelpOptions = true)
final class CurvesCommand implements Callable<Integer> {
    private static final int THREADS = 2;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            defaultValue = "target/bench/curves",
            description = "Where files go. Default: ${DEFAULT-VALUE}.")
    private Path work = Path.of("");

    @Parameters(
            paramLabel = "CURVE",
            description = "Which: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Curve> curves = new ArrayList<>();

    public static void main(String[] args) {
        var line = new CommandLine(new CurvesCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (Curve curve : curves.isEmpty() ? List.of(Curve.values()) : curves) {
            List<Measured> points = measure(curve);
            report(curve, points);
        }
        return 0;
    }

    private List<Measured> measure(Curve curve) throws IOException, InterruptedException {
        Path csv = work.resolve(name(curve) + ".csv");
        List<Measured> points = new ArrayList<>();
        if (Files.exists(csv)) {
            Files.readAllLines(csv).stream().skip(1).map(Measured::of).forEach(points::add);
        }
        for (int x : curve.points().toArray()) {
            if (points.stream().noneMatch(point -> point.x() == x)) {
                System.err.printf("%s: %d%n", name(curve), x);
                points.add(point(curve, x));
                points.sort(Comparator.comparingInt(Measured::x));
                write(csv, points);
            }
        }
        return points;
    }

    private Measured point(Curve curve, int x) throws IOException, InterruptedException {
        Path result = work.resolve("point.csv");
        Files.createDirectories(work);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-XX:ActiveProcessorCount=" + THREADS);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        PointMain.class.getName(),
                        curve.name(),
                        Integer.toString(x),
                        work.resolve("point").toString(),
                        result.toString()));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(name(curve) + " at " + x + " ended with exit code " + code);
        }
        Measured measured = Measured.of(Files.readString(result));
        Files.delete(result);
        return measured;
    }

    private static void write(Path csv, List<Measured> points) {
        AtomicFiles.writeText(
                csv,
                out -> {
                    out.write(Measured.HEADER + "\n");
                    for (Measured point : points) {
                        out.write(point.csv() + "\n");
                    }
                });
    }

    private void report(Curve curve, List<Measured> points) {
        Law law = Law.of(points);
        double least = points.getFirst().megabytes();
        var time = new CurvePlot("seconds", curve.axis(), Measured::seconds, law::seconds);
        var memory =
                new CurvePlot(
                        "peak memory, MB",
                        curve.axis(),
                        Measured::megabytes,
                        point -> curve == Curve.PAIRS ? least : point.planned());
        Path svg = work.resolve(name(curve) + ".svg");
        AtomicFiles.writeText(svg, out -> out.write(CurvePlot.svg(List.of(time, memory), points)));
        System.out.printf(
                "%n## %s%n%n%s. Expected: %s.%n%n", curve.axis(), curve.setting(), expected(curve));
        System.out.printf(
                "| %s | seconds | by the law | MB | by the law |%n|---|---|---|---|---|%n",
                curve.axis());
        for (Measured point : points) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.3f | %.3f | %.0f | %.0f |%n",
                    point.x(),
                    point.seconds(),
                    law.seconds(point),
                    point.megabytes(),
                    memory.law().applyAsDouble(point));
        }
        System.out.printf("%nTime: %s. Plot: %s%n", law.describe(curve), svg);
    }

    private static String expected(Curve curve) {
        return curve == Curve.PAIRS
                ? "time in proportion to the pairs, memory constant"
                : "time in proportion to 3 x (2 x parameters of the layers x tokens + 2 x vocabulary x"
                        + " hidden x reply tokens + 4 x layers x hidden x pairs of tokens that see each"
                        + " other) operations, memory as murmur plan says";
    }

    private static String name(Curve curve) {
        return curve.name().toLowerCase(Locale.ROOT);
    }
}
