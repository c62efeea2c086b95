package dev.murmur.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `murmur demo`: what a length-biased reward model does to iterative DPO, and what the length term
/// does about it.
///
/// Writes a world and recipes, then runs ordinary commands on them; nothing that is measured is
/// code of the demo.
@Command(
        name = "demo",
        description = {
            "Show that iterative DPO under a length-biased reward model grows its replies,",
            "and that with the length term it gains as much without growing."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Needs no download and no GPU. Run again after an interruption, it goes on where it was.",
            "",
            "Examples:",
            "  murmur demo                            six minutes on two cores",
            "  murmur demo --size smoke               does everything run? A minute or so",
            "  murmur demo --seed 2 --output demo-2   another world",
            "  murmur demo --json > summary.json      the figures for a program"
        })
public final class DemoCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "default",
            description = "smoke or default (default: ${DEFAULT-VALUE}).")
    private DemoSize size = DemoSize.DEFAULT;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the world and of every run (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "demo",
            description = "Where everything goes (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("demo");

    @Option(names = "--json", description = "Print the summary as JSON on stdout.")
    private boolean json;

    /// @param shell how to run the other commands
    public DemoCommand(Shell shell) {
        this.shell = shell;
    }

    /// @throws dev.murmur.data.DataException if the folder belongs to another demo
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        var files = new DemoFiles(output);
        var demo = new Demo(files, new Demo.Identity(size, seed));
        var steps = new Steps(shell, line.getErr());
        try {
            demo.run(steps);
        } catch (Steps.Failed e) {
            return e.exitCode();
        }
        var results = DemoResults.read(files, demo.settings().online().iterations());
        PrintWriter people = json ? line.getErr() : line.getOut();
        people.println();
        people.println(new ResultTables(results).text());
        people.println("Report: " + files.report());
        people.flush();
        if (json) {
            line.getOut().println(toJson(DemoSummary.of(results, steps.seconds())));
        }
        return 0;
    }

    private static String toJson(DemoSummary summary) {
        try {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
