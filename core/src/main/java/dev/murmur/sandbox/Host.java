package dev.murmur.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The system as it is outside.
///
/// @param os its name, as Java has it
/// @param kernel its version
/// @param path folders of programs, searched in order
record Host(String os, String kernel, List<Path> path) {
    /// From this version on a limit of processes counts those of a namespace; before, those of the
    /// user everywhere.
    private static final int KERNEL_MAJOR = 5;

    private static final int KERNEL_MINOR = 14;

    private static final List<String> TOOLS =
            List.of(
                    "unshare",
                    "mount",
                    "umount",
                    "pivot_root",
                    "prlimit",
                    "setpriv",
                    "setsid",
                    "timeout");

    /// A user without rights anywhere. The root user is exempt from limits of processes.
    private static final String NOBODY = "65534";

    static Host current() {
        Stream<String> own =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        Stream<String> usual = Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
        return new Host(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Stream.concat(own, usual)
                        .filter(folder -> !folder.isEmpty())
                        .distinct()
                        .map(Path::of)
                        .toList());
    }

    /// @throws SandboxException if this is no system that can have a sandbox, whatever its settings
    void requireLinux() {
        Matcher version = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(kernel);
        boolean newEnough =
                version.matches()
                        && (Integer.parseInt(version.group(1)) > KERNEL_MAJOR
                                || (Integer.parseInt(version.group(1)) == KERNEL_MAJOR
                                        && Integer.parseInt(version.group(2)) >= KERNEL_MINOR));
        if (!os.equals("Linux") || !newEnough) {
            throw refused(
                    "that needs Linux %d.%d or newer, this is %s %s"
                            .formatted(KERNEL_MAJOR, KERNEL_MINOR, os, kernel));
        }
        List<String> missing = TOOLS.stream().filter(tool -> executables(tool).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw refused(
                    "there is no "
                            + String.join(", no ", missing)
                            + " in "
                            + pathText()
                            + "; install util-linux and coreutils");
        }
    }

    /// Files of a name that may be run, in the order of the path.
    List<Path> executables(String name) {
        return path.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .toList();
    }

    /// A process without rights and without this process' environment.
    ///
    /// @param variables of its environment besides the path
    ProcessBuilder process(List<String> command, Map<String, String> variables) {
        var all = new ArrayList<String>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        // Its own session: a key that stops this process must not reach it.
        all.add("setsid");
        all.addAll(command);
        all.set(0, executables(all.getFirst()).getFirst().toString());
        var builder = new ProcessBuilder(all).redirectErrorStream(true).directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put("PATH", pathText());
        return builder;
    }

    static SandboxException refused(String why) {
        return new SandboxException(
                "generated programs are only run in a sandbox: " + why + " (docs/sandbox.md)");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw refused("/proc cannot be read: " + e.getMessage());
        }
    }

    private String pathText() {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
