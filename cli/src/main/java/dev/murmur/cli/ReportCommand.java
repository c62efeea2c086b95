package dev.murmur.cli;

import dev.murmur.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur report`.
@Command(
        name = "report",
        description = {
            "Write one HTML page about a run, or about several over each other.",
            "The page holds everything it needs and reads offline; an unfinished run is shown as far"
                    + " as it is. Prints the path of the page."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  murmur report runs/dpo                        writes runs/dpo/report.html",
            "  murmur report runs/dpo runs/lr-dpo -o ab.html two arms in the same diagrams"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN_DIR",
            description = "Folders that 'murmur run' wrote.")
    private List<Path> runs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = {
                "The page to write, replaced if it is there.",
                "Default: RUN_DIR/report.html for one run, ./report.html for several."
            })
    private @Nullable Path output;

    @Override
    public Integer call() {
        Path html = output == null ? defaultOutput() : output;
        RunReport.write(runs, html);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(html);
        out.flush();
        return ExitCodes.OK;
    }

    private Path defaultOutput() {
        Path page = Path.of("report.html");
        return runs.size() == 1 ? runs.getFirst().resolve(page) : page;
    }
}
