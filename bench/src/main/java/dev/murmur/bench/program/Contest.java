package dev.murmur.bench.program;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Two ways to do one thing, measured in turn in one process.
///
/// @param clock nanoseconds: of the wall, or of this thread's CPU where other programs are about
record Contest(LongSupplier clock, int rounds) {
    static final LongSupplier WALL = System::nanoTime;
    static final LongSupplier THREAD = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;

    private static final int WARM_UP = 2;

    /// Prints the median time of each and the median of the rounds' ratios with its range.
    ///
    /// @return the median ratio: first over second
    double run(String what, Runnable first, Runnable second) {
        var ratios = new double[rounds];
        var a = new double[rounds];
        var b = new double[rounds];
        for (int i = -WARM_UP; i < rounds; i++) {
            double firstTime = milliseconds(first);
            double secondTime = milliseconds(second);
            if (i >= 0) {
                a[i] = firstTime;
                b[i] = secondTime;
                ratios[i] = firstTime / secondTime;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ms and %.1f ms, ratio %.2f (%.2f to %.2f)%n",
                what,
                median(a),
                median(b),
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
        return median(ratios);
    }

    private double milliseconds(Runnable work) {
        long start = clock.getAsLong();
        work.run();
        return (clock.getAsLong() - start) / 1e6;
    }

    static Runnable repeated(int times, Runnable work) {
        return () -> IntStream.range(0, times).forEach(_ -> work.run());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
