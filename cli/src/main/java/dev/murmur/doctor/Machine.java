package dev.murmur.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What surrounds Murmur: the JVM, memory and the disk at a folder.
final class Machine {
    private static final double GIB = 1L << 30;
    private static final double ENOUGH_DISK_GIB = 10;

    private Machine() {}

    static List<Finding> findings(Path folder) throws IOException {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return List.of(
                Finding.ok(
                        "jdk",
                        Runtime.version()
                                + " ("
                                + System.getProperty("java.vendor")
                                + ") in "
                                + System.getProperty("java.home")),
                pointerLimit(System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes", "unset")),
                Finding.ok(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version")),
                Finding.ok(
                        "memory",
                        gib(system.getTotalMemorySize())
                                + ", of which the Java heap may use "
                                + gib(Runtime.getRuntime().maxMemory())),
                disk(
                        folder.toAbsolutePath(),
                        Files.getFileStore(folder.toAbsolutePath()).getUsableSpace(),
                        Files.isWritable(folder.toAbsolutePath())));
    }

    /// Runnable threads a core over the last minute, negative if the system does not say.
    static double load() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() / system.getAvailableProcessors();
    }

    /// Any limit makes JavaCPP read the size of the process at each allocation, and stop at it.
    static Finding pointerLimit(String bytes) {
        return bytes.equals("0")
                ? Finding.ok("javacpp limit", "off")
                : Finding.warning(
                        "javacpp limit",
                        "maxPhysicalBytes is " + bytes,
                        "start through ./murmur, or with"
                                + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    static Finding disk(Path folder, long usable, boolean writable) {
        String value = gib(usable) + " free at " + folder;
        if (!writable) {
            return Finding.broken(
                    "disk", folder + " is not writable", "work in a folder that you own");
        }
        return usable / GIB >= ENOUGH_DISK_GIB
                ? Finding.ok("disk", value)
                : Finding.warning("disk", value, "a run keeps a model for each iteration");
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
