package dev.murmur.sandbox;

import java.time.Duration;

/// What a program may use.
///
/// @param time from the program's start to its end, at least a millisecond
/// @param memoryBytes of all its processes together, at least 64 MiB: Python itself needs some
/// @param processes at the same time, threads included, at least 4: two are there before it
/// @param fileBytes of one file, at least 1; all of them may have four times as many
public record SandboxLimits(Duration time, long memoryBytes, int processes, long fileBytes) {
    private static final long MIB = 1 << 20;

    public SandboxLimits {
        require(time.toMillis() >= 1, "time", time, "at least a millisecond");
        require(memoryBytes >= 64 * MIB, "memoryBytes", memoryBytes, "at least 64 MiB");
        require(processes >= 4, "processes", processes, "at least 4");
        require(fileBytes >= 1, "fileBytes", fileBytes, "at least 1");
    }

    /// What solutions to small problems need: 1 GiB, 16 processes and files of 16 MiB.
    public static SandboxLimits of(Duration time) {
        return new SandboxLimits(time, 1024 * MIB, 16, 16 * MIB);
    }

    /// Of all files together.
    long workBytes() {
        return 4 * fileBytes;
    }

    private static void require(boolean ok, String name, Object value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + range);
        }
    }
}
