package dev.murmur.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.ModelResults;
import dev.murmur.benchmark.RunComparison;
import dev.murmur.benchmark.RunComparison.Difference;
import dev.murmur.benchmark.RunComparison.Named;
import dev.murmur.benchmark.RunComparison.Row;
import dev.murmur.data.DataException;
import dev.murmur.report.RunNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur compare`.
@Command(
        name = "compare",
        description = {
            "Put runs side by side, benchmark by benchmark, and say which differences are more than chance.",
            "Each run is compared with the first one on the questions that both answered, by a paired"
                    + " bootstrap: questions are drawn again, with replacement, and the 95 %% interval holds"
                    + " the differences that come out. Models tend to fail at the same questions, so this"
                    + " finds smaller differences than the standard errors of two figures do."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Reading the table:",
            "  figure      the benchmark's headline and its standard error, of all questions",
            "  difference  to the first run, on the paired questions; its 95 %% interval",
            "  p (Holm)    two-sided, adjusted by Holm's method for all differences of the",
            "              table; * where it is below 0.05: of tables in which no two models",
            "              differ, at most 1 in 20 has a *",
            "  paired      questions that both have a score of, of all that either was asked",
            "  [1]         a note below: what is not as in the first run, or why nothing is",
            "              compared",
            "",
            "The run folder of a loop, once murmur eval --run has measured it, stands for its",
            "start and its iterations.",
            "",
            "Examples:",
            "  murmur compare runs/eval-base runs/eval-tuned",
            "  murmur compare runs/iterative-dpo",
            "  murmur compare runs/eval-base runs/eval-tuned --json > comparison.json"
        })
final class CompareCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Folders of murmur eval, or of loops that it measured.")
    private List<Path> runs = List.of();

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How often questions are drawn again. Default: 10000.")
    private int draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Keys the draws: the same seed, the same numbers. Default: 42.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (draws < 1000) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--draws is " + draws + ", must be at least 1000");
        }
        List<Named> models = models();
        if (models.size() < 2) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    runs.getFirst()
                            + " has the results of one model; give another run to compare with");
        }
        RunComparison comparison = RunComparison.of(models, draws, seed);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(
                json
                        ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(comparison)
                        : text(comparison));
        out.flush();
        return ExitCodes.OK;
    }

    private List<Named> models() {
        List<String> names = RunNames.of(runs);
        var models = new ArrayList<Named>();
        for (int i = 0; i < runs.size(); i++) {
            List<ModelResults> own = ModelResults.of(runs.get(i));
            if (own.isEmpty()) {
                throw new DataException(
                        runs.get(i)
                                + " has no result of a benchmark: neither <benchmark>/result.json, which"
                                + " murmur eval leaves when it is done, nor benchmarks/, which it leaves"
                                + " with --run");
            }
            for (ModelResults model : own) {
                models.add(new Named((names.get(i) + " " + model.label()).strip(), model));
            }
        }
        return models;
    }

    private static String text(RunComparison comparison) {
        Map<String, Integer> notes = new LinkedHashMap<>();
        comparison.rows().stream()
                .flatMap(row -> row.notes().stream())
                .forEach(note -> notes.putIfAbsent(note, notes.size() + 1));
        var text = new StringBuilder(table(comparison.rows(), notes));
        notes.forEach((note, number) -> text.append("\n[%d] %s".formatted(number, note)));
        return text.append(
                        "\nDifferences are to the first run: paired bootstrap, "
                                + comparison.draws()
                                + " draws, seed "
                                + comparison.seed()
                                + "; p adjusted by Holm, * below "
                                + RunComparison.LEVEL)
                .toString();
    }

    private static String table(List<Row> rows, Map<String, Integer> notes) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                rows,
                List.of(
                        left("benchmark").with(row -> row.result().benchmark()),
                        left("run").with(Row::run),
                        left("metric").with(row -> row.result().headline()),
                        new Column()
                                .header("figure")
                                .with(row -> row.result().unit().show(row.result().figure())),
                        left("questions").with(row -> row.result().questions()),
                        left("difference").with(CompareCommand::difference),
                        left("p (Holm)").with(CompareCommand::p),
                        left("paired").with(CompareCommand::paired),
                        left("").with(row -> numbers(row, notes))));
    }

    private static Column left(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
    }

    private static String difference(Row row) {
        Difference difference = row.difference();
        if (difference == null) {
            return "";
        }
        double scale = row.result().unit() == Unit.SHARE ? 100 : 1;
        return String.format(
                Locale.ROOT,
                "%+.2f [%+.2f, %+.2f]%s",
                scale * difference.mean(),
                scale * difference.lower(),
                scale * difference.upper(),
                difference.significant() ? " *" : "");
    }

    private static String p(Row row) {
        return row.difference() == null
                ? ""
                : String.format(Locale.ROOT, "%.4f", row.difference().pHolm());
    }

    private static String paired(Row row) {
        Difference difference = row.difference();
        return difference == null
                ? ""
                : difference.paired() + " of " + (difference.paired() + difference.unpaired());
    }

    private static String numbers(Row row, Map<String, Integer> notes) {
        return row.notes().stream()
                .map(note -> "[" + notes.get(note) + "]")
                .collect(Collectors.joining(" "));
    }
}
