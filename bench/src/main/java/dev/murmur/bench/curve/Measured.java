package dev.murmur.bench.curve;

import java.util.List;
import java.util.Locale;

/// A point: a line of a CSV file.
///
/// @param x what grows
/// @param seconds of wall time
/// @param megabytes peak resident memory of the process
/// @param work what the law says that the time is proportional to, up to a constant: 10^9
///   floating-point operations, or pairs
/// @param planned megabytes that the law says; 0 where it says that they stay the same
record Measured(int x, double seconds, double megabytes, double work, double planned) {
    static final String HEADER = "x,seconds,peak_mb,work,planned_mb";

    String csv() {
        return String.format(
                Locale.ROOT, "%d,%.4f,%.1f,%.3f,%.1f", x, seconds, megabytes, work, planned);
    }

    static Measured of(String csv) {
        List<String> cells = List.of(csv.split(","));
        return new Measured(
                Integer.parseInt(cells.get(0)),
                Double.parseDouble(cells.get(1)),
                Double.parseDouble(cells.get(2)),
                Double.parseDouble(cells.get(3)),
                Double.parseDouble(cells.get(4)));
    }
}
