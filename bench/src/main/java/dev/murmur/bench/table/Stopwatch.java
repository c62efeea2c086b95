package dev.murmur.bench.table;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Runs from when it was made.
public final class Stopwatch {
    private final long wall = System.nanoTime();
    private final long cpu = cpuTime();

    /// The time since then.
    ///
    /// @param tokens that were worked on
    public Step stop(long tokens) {
        return new Step((System.nanoTime() - wall) / 1e9, (cpuTime() - cpu) / 1e9, tokens);
    }

    /// Of all threads of this process, native ones too, nanoseconds.
    private static long cpuTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
