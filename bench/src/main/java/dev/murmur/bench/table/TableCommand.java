package dev.murmur.bench.table;

import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench/run [WORKLOAD...]`.
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Murmur and its peers in turn on the same model and files, each a fresh process on",
            "two threads, and prints a table. Finished rounds are kept and not run again, unless our",
            "classes, the recipes or the peers' scripts have changed.",
            "",
            "Other uses:",
            "  bench/run profile WORKLOAD   where our side's time goes (needs perf)",
            "  bench/run kernels [REGEX]    JMH benchmarks of inner operations",
            "  bench/run NAME [ARGUMENT...] a program of dev.murmur.bench.program"
        })
public final class TableCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "WORKLOAD",
            description = "rows of the table; all without. One of: ${COMPLETION-CANDIDATES}",
            completionCandidates = Names.class)
    List<String> names = List.of();

    @Option(names = "--rounds", description = "processes of each side (default: ${DEFAULT-VALUE})")
    int rounds = 5;

    @Option(
            names = "--threads",
            description = {
                "of each process (default: ${DEFAULT-VALUE}); where other programs run, take 1 and",
                "compare CPU time"
            })
    int threads = 2;

    @Option(
            names = "--python",
            description =
                    "interpreter with bench/peers/requirements.txt (default: ${DEFAULT-VALUE})")
    Path python = Path.of("target/bench/venv/bin/python");

    @Option(
            names = "--folder",
            description = "where everything is written (default: ${DEFAULT-VALUE})")
    Path folder = Path.of("target/bench");

    /// Names of the workloads, for `--help`.
    static final class Names implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Workloads.ALL.stream().map(Workload::name).iterator();
        }
    }

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new TableCommand())
                        .setExecutionExceptionHandler(TableCommand::failed)
                        .execute(args));
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof BenchException || e instanceof IllegalArgumentException) {
            System.err.println("bench/run: " + e.getMessage());
            return 2;
        }
        throw e;
    }

    @Override
    public Integer call() {
        List<Workload> workloads =
                names.isEmpty() ? Workloads.ALL : names.stream().map(Workloads::named).toList();
        Python.require(python);
        var contest =
                new Contest(folder.toAbsolutePath(), python, threads, Fingerprint.ofSources());
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                contest.run(workload, round);
            }
        }
        List<Results> results =
                workloads.stream().map(workload -> contest.results(workload, rounds)).toList();
        Json.write(folder.resolve("results.json"), results);
        String table = Tables.of(results);
        AtomicFiles.writeText(folder.resolve("table.md"), writer -> writer.write(table));
        System.out.print(table);
        return 0;
    }
}
