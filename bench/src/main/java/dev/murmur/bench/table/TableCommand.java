package dev.murmur.bench.table;

import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench/run [WORKLOAD...]`.
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Murmur and its peers in turn on the same model and files, each a fresh process,",
            "and prints a table. Finished rounds are kept and not run again, unless our classes,",
            "the recipes or the peers' scripts have changed.",
            "",
            "Other uses:",
            "  bench/run profile WORKLOAD   where our side's time goes (needs perf)",
            "  bench/run kernels [REGEX]    JMH benchmarks of inner operations",
            "  bench/run NAME [ARGUMENT...] a program of dev.murmur.bench.program",
            ""
        })
public final class TableCommand implements Runnable {
    @Parameters(
            paramLabel = "WORKLOAD",
            description = "rows of the table; all without. There are: ${COMPLETION-CANDIDATES}",
            completionCandidates = Arguments.Names.class)
    List<String> names = List.of();

    @Option(names = "--rounds", description = "processes of each side (default: ${DEFAULT-VALUE})")
    int rounds = 5;

    @Option(
            names = "--python",
            description =
                    "interpreter with bench/peers/requirements.txt (default: ${DEFAULT-VALUE})")
    Path python = Path.of("target/bench/venv/bin/python");

    @Mixin Arguments arguments = new Arguments();

    public static void main(String[] args) {
        Arguments.execute(new TableCommand(), args);
    }

    @Override
    public void run() {
        List<Workload> workloads =
                names.isEmpty() ? Workloads.ALL : names.stream().map(Workloads::named).toList();
        Python.require(python);
        Contest contest = contest();
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                contest.run(workload, round);
            }
        }
        List<Results> results =
                workloads.stream().map(workload -> contest.results(workload, rounds)).toList();
        Json.write(arguments.folder.resolve("results.json"), results);
        String table = Tables.of(results);
        AtomicFiles.writeText(arguments.folder.resolve("table.md"), writer -> writer.write(table));
        System.out.print(table);
    }

    private Contest contest() {
        Path folder = arguments.folder.toAbsolutePath();
        return new Contest(
                new Specs(folder),
                new Processes(python, arguments.threads, folder.resolve("logs")),
                folder.resolve("rounds")
                        .resolve(Fingerprint.ofSources() + "-" + arguments.threads));
    }
}
