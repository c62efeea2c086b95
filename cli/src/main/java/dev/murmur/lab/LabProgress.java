package dev.murmur.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Says which arm begins, and how long the rest may take if it goes on as so far.
final class LabProgress {
    private final PrintWriter err;
    private final int arms;
    private final InstantSource clock;
    private final Instant begun;
    private int done;

    /// @param arms over all seeds
    LabProgress(PrintWriter err, int arms, InstantSource clock) {
        this.err = err;
        this.arms = arms;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /// An arm begins; the ones before it are done.
    void begins(String arm, long seed) {
        String left = "";
        if (done > 0) {
            Duration each = Duration.between(begun, clock.instant()).dividedBy(done);
            left =
                    ", about "
                            + Math.ceilDiv(each.multipliedBy(arms - done).toSeconds(), 60)
                            + " min left";
        }
        err.println();
        err.println("[" + (done + 1) + " of " + arms + "] " + arm + ", seed " + seed + left);
        err.flush();
        done++;
    }
}
