package dev.murmur.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `murmur` in a process of its own, to be killed or starved.
final class ChildProcess {
    private ChildProcess() {}

    /// A command line that any shell reads as its words.
    static List<String> command(Object... args) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }

    /// Starts a command whose output nobody reads.
    static Process start(Object... args) throws IOException {
        return new ProcessBuilder(command(args))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
