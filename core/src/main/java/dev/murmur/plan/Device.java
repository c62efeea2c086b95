package dev.murmur.plan;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Where a run may happen.
///
/// @param name as `--device` takes it
/// @param memory bytes it has
/// @param base bytes that the process takes before it does anything: the JVM and libtorch, on a GPU
///   CUDA's own
public record Device(String name, long memory, long base) {
    private static final long MB = 1_000_000;
    private static final long GB = 1_000 * MB;

    /// This machine's processor.
    public static Device cpu() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Device("cpu", system.getTotalMemorySize(), 350 * MB);
    }

    /// Those with a name, this machine first. Memory of NVIDIA's data sheets: H200 141 GB, A100 80
    /// GB.
    public static List<Device> known() {
        return List.of(
                cpu(),
                new Device("h200", 141 * GB, 600 * MB),
                new Device("a100-80", 80 * GB, 600 * MB));
    }
}
