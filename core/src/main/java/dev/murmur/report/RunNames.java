package dev.murmur.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// What people call runs.
public final class RunNames {
    private RunNames() {}

    /// The names of their folders, or whole paths where two folders have one name.
    public static List<String> of(List<Path> runs) {
        List<String> names = runs.stream().map(RunNames::name).toList();
        boolean unique = names.stream().distinct().count() == names.size();
        return unique ? names : runs.stream().map(Path::toString).toList();
    }

    private static String name(Path run) {
        Path last = run.toAbsolutePath().normalize().getFileName();
        return Objects.toString(last, run.toString());
    }
}
