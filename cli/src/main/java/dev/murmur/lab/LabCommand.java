package dev.murmur.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.demo.DemoSize;
import dev.murmur.demo.Shell;
import dev.murmur.demo.Steps;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `murmur lab`: which way of training works best on the demo's world, over several seeds.
@Command(
        name = "lab",
        description = {
            "Train and measure many methods on the demo's world, over several seeds,",
            "into one table and one plot of win rate against length."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "What is compared is a file: bases (recipes) and arms (what each changes in one).",
            "Print the built-in one with --print, change it, and run it with --experiments FILE.",
            "Run again after an interruption, it goes on where it was.",
            "",
            "Examples:",
            "  murmur lab                             all arms, three seeds: hours on two cores",
            "  murmur lab --arms dpo,ipo --seeds 1    two arms on one seed: minutes",
            "  murmur lab --print > mine.yaml         to compare something else"
        })
public final class LabCommand implements Callable<Integer> {
    private static final String BUILT_IN = "experiments.yaml";

    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--arms",
            split = ",",
            paramLabel = "ARM",
            description = "Only these rows of the table (default: all).")
    private List<String> arms = List.of();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2,3",
            description = "A world and a run of every arm each (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds = List.of();

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "default",
            description = "Of the world: smoke or default (default: ${DEFAULT-VALUE}).")
    private DemoSize size = DemoSize.DEFAULT;

    @Option(
            names = "--experiments",
            paramLabel = "FILE",
            description = "What to compare instead of the built-in experiments.")
    private @Nullable Path experiments;

    @Option(names = "--print", description = "Print the built-in experiments, and run nothing.")
    private boolean print;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "lab",
            description = "Where everything goes (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("lab");

    /// @param shell how to run the other commands
    public LabCommand(Shell shell) {
        this.shell = shell;
    }

    /// @throws dev.murmur.data.DataException if the experiments are wrong or name no such arm
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        if (print) {
            out.print(builtIn());
            out.flush();
            return 0;
        }
        var files = new LabFiles(output);
        var lab =
                new Lab(
                        files,
                        size,
                        experiments == null ? BUILT_IN : experiments.toString(),
                        experiments == null ? builtIn() : text(experiments));
        Map<String, Experiments.Arm> chosen = lab.arms(arms);
        var progress =
                new LabProgress(
                        line.getErr(), chosen.size() * seeds.size(), InstantSource.system());
        var results = new ArrayList<LabResult>();
        try {
            for (long seed : seeds) {
                results.addAll(lab.run(seed, arms, new Steps(shell, line.getErr()), progress));
                write(files, new LabTable(chosen, results));
            }
        } catch (Steps.Failed e) {
            return e.exitCode();
        }
        out.println();
        out.print(new LabTable(chosen, results).markdown());
        out.println();
        out.println("Table: " + files.table() + ", plot: " + files.plot());
        out.flush();
        return 0;
    }

    private static void write(LabFiles files, LabTable table) {
        AtomicFiles.writeText(files.results(), out -> out.write(toJson(table.results())));
        AtomicFiles.writeText(files.table(), out -> out.write(table.markdown()));
        AtomicFiles.writeText(files.plot(), out -> out.write(LabPlot.svg(table.points())));
    }

    private static String toJson(List<LabResult> results) throws JsonProcessingException {
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String builtIn() {
        try (InputStream in = LabCommand.class.getResourceAsStream(BUILT_IN)) {
            return new String(
                    Objects.requireNonNull(in, BUILT_IN).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
