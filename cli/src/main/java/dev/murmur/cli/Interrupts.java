package dev.murmur.cli;

import dev.murmur.metrics.StopSignal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns Ctrl-C and SIGTERM into a stop request and keeps the process alive until the command has
/// saved its work.
///
/// A command that never asks [#requested] cannot save anything: it ends at once. Closing says that
/// the command has returned, and lets the process go.
final class Interrupts implements StopSignal, AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);
    private final PrintStream err;
    private final Duration patience;
    private volatile boolean watched;
    private volatile boolean requested;

    /// @param err where to say that the stop was understood
    /// @param patience how long a command may take to save before it is ended all the same
    Interrupts(PrintStream err, Duration patience) {
        this.err = err;
        this.patience = patience;
    }

    /// Registers with the JVM.
    static Interrupts install(Duration patience) {
        var interrupts = new Interrupts(System.err, patience);
        Runtime.getRuntime().addShutdownHook(new Thread(interrupts::shutDown, "interrupts"));
        return interrupts;
    }

    @Override
    public boolean requested() {
        watched = true;
        return requested;
    }

    @Override
    public void close() {
        finished.countDown();
    }

    /// Runs while the JVM goes down, after a signal or a plain exit.
    void shutDown() {
        if (!watched || finished.getCount() == 0) {
            return;
        }
        requested = true;
        err.println(
                System.lineSeparator()
                        + "murmur: stopping at the next point from which the run can go on"
                        + " (kill -9 "
                        + ProcessHandle.current().pid()
                        + " ends it now)");
        try {
            if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                err.println(
                        "murmur: no such point within "
                                + patience.toSeconds()
                                + " s; ended without saving the work in progress");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
