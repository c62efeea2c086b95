package dev.murmur.cli;

import dev.murmur.metrics.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/// Progress as lines: at most one every ten seconds, and one at the end.
///
/// ```
/// sample iteration 2: 120/400 prompts, 12.1/s, 23 s left, 31.0 tokens
/// sample iteration 2: 400/400 prompts in 33 s, 12.1/s
/// ```
final class PlainTask implements Progress.Task {
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final String name;
    private final long total;
    private final String unit;
    private final PrintStream err;
    private final InstantSource clock;
    private final Instant start;
    private Instant lastLine;
    private long finished;

    PlainTask(String name, long total, String unit, PrintStream err, InstantSource clock) {
        this.name = name;
        this.total = total;
        this.unit = unit;
        this.err = err;
        this.clock = clock;
        this.start = clock.instant();
        this.lastLine = start;
    }

    @Override
    public synchronized void advance(long done, String note) {
        finished += done;
        Instant now = clock.instant();
        if (finished >= total || Duration.between(lastLine, now).compareTo(INTERVAL) < 0) {
            return;
        }
        lastLine = now;
        err.println(count() + ", " + rate(now) + left(now) + (note.isEmpty() ? "" : ", " + note));
    }

    @Override
    public synchronized void close() {
        Instant now = clock.instant();
        err.println(count() + " in " + readable(Duration.between(start, now)) + ", " + rate(now));
    }

    private String count() {
        return name + ": " + finished + "/" + total + " " + unit;
    }

    private String rate(Instant now) {
        return String.format(Locale.ROOT, "%.1f/s", finished / seconds(now));
    }

    private String left(Instant now) {
        if (finished == 0) {
            return "";
        }
        double seconds = seconds(now) / finished * (total - finished);
        return ", " + readable(Duration.ofSeconds(Math.round(seconds))) + " left";
    }

    /// Since the start, and never zero.
    private double seconds(Instant now) {
        return Math.max(1, Duration.between(start, now).toMillis()) / 1000.0;
    }

    private static String readable(Duration time) {
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        return time.toHours() == 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
