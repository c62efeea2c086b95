package dev.murmur.bench.table;

import dev.murmur.bench.side.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bench/run profile WORKLOAD`: CPU time of our side's process by library and by function.
@Command(
        name = "bench/run profile",
        mixinStandardHelpOptions = true,
        description = {
            "Runs our side of a workload once under perf, from the start of the process to its end,",
            "and prints which libraries and functions took its CPU time."
        })
public final class ProfileCommand implements Runnable {
    private static final int WIDTH = 120;

    /// What libtorch's elementwise loops are called by, before their own names.
    private static final String WRAPPER = "c10::function_ref<.*?>::callback_fn<";

    @Parameters(
            paramLabel = "WORKLOAD",
            description = "one of: ${COMPLETION-CANDIDATES}",
            completionCandidates = Arguments.Names.class)
    String name = "";

    @Mixin Arguments arguments = new Arguments();

    public static void main(String[] args) {
        Arguments.execute(new ProfileCommand(), args);
    }

    @Override
    public void run() {
        Workload workload = Workloads.named(name);
        Path folder = arguments.folder.toAbsolutePath();
        Path data = folder.resolve(name + ".perf");
        String process = name + "-profile";
        var specs = new Specs(folder);
        Path spec = specs.write(workload, workload.ours(), process);
        List<String> command = new ArrayList<>(List.of("perf", "record", "-q", "-F", "499", "-o"));
        command.addAll(List.of(data.toString(), "--"));
        command.addAll(
                Processes.javaCommand(
                        arguments.threads, Main.class, spec, folder.resolve(process + ".json")));
        start(command);
        specs.discard(process);
        System.out.println(report(data, "dso", "1"));
        System.out.println(report(data, "dso,symbol", "0.7"));
    }

    private static String report(Path data, String by, String percent) {
        String text =
                start(
                        List.of(
                                "perf",
                                "report",
                                "--stdio",
                                "--sort=" + by,
                                "--percent-limit=" + percent,
                                "-i",
                                data.toString()));
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.replaceFirst(WRAPPER, ""))
                .map(line -> line.substring(0, Math.min(WIDTH, line.length())).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /// @return what it printed
    private static String start(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new BenchException(
                        String.join(" ", command.subList(0, 2)) + " ended with exit code " + code);
            }
            return text;
        } catch (IOException e) {
            throw new BenchException("perf cannot be started: is it installed (linux-perf)?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
