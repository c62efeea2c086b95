package dev.murmur.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The processor, as Linux describes it; elsewhere only the name of its architecture is known.
///
/// @param model for example `AMD EPYC 9654`
/// @param flags instruction sets, as in `/proc/cpuinfo`
record Cpu(String model, Set<String> flags) {
    /// The instruction sets that decide how fast matrices multiply.
    private static final List<String> NOTEWORTHY =
            List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");

    Cpu {
        flags = Set.copyOf(flags);
    }

    static Cpu read() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        return Files.isReadable(file)
                ? parse(Files.readAllLines(file))
                : new Cpu(System.getProperty("os.arch"), Set.of());
    }

    /// @param lines of `/proc/cpuinfo`; all processors are taken to be like the first
    static Cpu parse(List<String> lines) {
        return new Cpu(
                value(lines, "model name", System.getProperty("os.arch")),
                Set.of(value(lines, "flags", "").split(" ")));
    }

    Finding finding(int cores) {
        String known = String.join(" ", NOTEWORTHY.stream().filter(flags::contains).toList());
        return Finding.ok("cpu", model + ", " + cores + " cores " + known);
    }

    private static String value(List<String> lines, String key, String missing) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(missing);
    }
}
