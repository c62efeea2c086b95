package dev.murmur.bench.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts each side: ours with the flags and the environment of this process, which are those of
/// `./murmur`; the peer with its own defaults and as many threads.
///
/// @param python interpreter with the peers' packages
/// @param threads of each process
/// @param logs where their output goes
record Processes(Path python, int threads, Path logs) {
    /// What our launcher sets for libtorch, which is not the peer's.
    private static final List<String> OURS =
            List.of("GOMP_SPINCOUNT", "GLIBC_TUNABLES", "OPENBLAS_CORETYPE");

    /// Runs a main of ours to its end.
    void java(String name, Class<?> main, Path... arguments) {
        run(name, javaCommand(threads, main, arguments), Map.of(), List.of());
    }

    /// The command line of a main of ours.
    static List<String> javaCommand(int threads, Class<?> main, Path... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-XX:ActiveProcessorCount=" + threads);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        List.of(arguments).forEach(argument -> command.add(argument.toString()));
        return command;
    }

    /// Runs a script of `bench/peers` to its end.
    void peer(String name, String script, Path... arguments) {
        List<String> command = new ArrayList<>();
        command.add(python.toString());
        command.add(Path.of("bench", "peers", script).toString());
        List.of(arguments).forEach(argument -> command.add(argument.toString()));
        run(
                name,
                command,
                Map.of("OMP_NUM_THREADS", Integer.toString(threads), "HF_HUB_OFFLINE", "1"),
                OURS);
    }

    private void run(
            String name, List<String> command, Map<String, String> set, List<String> unset) {
        Path log = logs.resolve(name + ".log");
        try {
            Files.createDirectories(logs);
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            unset.forEach(builder.environment()::remove);
            builder.environment().putAll(set);
            int code = builder.redirectOutput(log.toFile()).start().waitFor();
            if (code != 0) {
                throw new BenchException(
                        name
                                + " ended with exit code "
                                + code
                                + "; "
                                + log
                                + " ends:\n"
                                + tail(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
