package dev.murmur.bench.table;

import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// What the commands have in common.
final class Arguments {
    @Option(
            names = "--threads",
            description = {
                "of each process (default: ${DEFAULT-VALUE}); where other programs run, take 1 and",
                "compare CPU time"
            })
    int threads = 2;

    @Option(
            names = "--folder",
            description = "where everything is written (default: ${DEFAULT-VALUE})")
    Path folder = Path.of("target/bench");

    /// Names of the workloads, for `--help`.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Workloads.ALL.stream().map(Workload::name).iterator();
        }
    }

    /// Runs a command and ends the process: 0, or 2 with a message where something was wrong.
    static void execute(Object command, String... args) {
        System.exit(
                new CommandLine(command)
                        .setExecutionExceptionHandler((e, _, _) -> failed(e))
                        .execute(args));
    }

    private static int failed(Exception e) throws Exception {
        if (e instanceof BenchException || e instanceof IllegalArgumentException) {
            System.err.println("bench/run: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }
}
