package dev.murmur.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Resident memory of this process, MB, as Linux counts it: mapped files count where they were
/// touched.
public final class ProcessMemory {
    private ProcessMemory() {}

    public static double resident() {
        return status("VmRSS:");
    }

    public static double peak() {
        return status("VmHWM:");
    }

    /// Begins the peak anew.
    public static void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double status(String key) {
        try {
            String line =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(l -> l.startsWith(key))
                            .findFirst()
                            .orElseThrow();
            return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
