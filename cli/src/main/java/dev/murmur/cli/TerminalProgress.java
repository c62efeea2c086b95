package dev.murmur.cli;

import dev.murmur.metrics.Progress;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress for people, on stderr: a bar with rate and remaining time in a terminal, else a plain
/// line now and then ([PlainTask]), so that logs stay readable.
///
/// @param err where to print
/// @param terminal whether `err` is a terminal
/// @param clock what time it is
record TerminalProgress(PrintStream err, boolean terminal, InstantSource clock)
        implements Progress {
    @Override
    public Task start(String name, long total, String unit) {
        return terminal
                ? new BarTask(bar(name, total, unit))
                : new PlainTask(name, total, unit, err, clock);
    }

    private ProgressBar bar(String name, long total, String unit) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .setSpeedUnit(ChronoUnit.SECONDS)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build();
    }

    private record BarTask(ProgressBar bar) implements Task {
        @Override
        public void advance(long done, String note) {
            bar.stepBy(done);
            bar.setExtraMessage(" " + note);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
