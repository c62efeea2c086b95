package dev.murmur.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.benchmark.AlpacaEval;
import dev.murmur.benchmark.AlpacaResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `murmur eval alpaca`.
@Command(
        name = "alpaca",
        description = {
            "AlpacaEval 2's figures from a judge's preferences.",
            "Win rate, its standard error, and the length-controlled win rate by AlpacaEval's own"
                    + " model; with neither --difficulty nor --gamed its minimal form, which is not"
                    + " comparable with the leaderboard and is named so."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur eval alpaca --annotations results/mine/annotations.json \\",
            "      --difficulty instruction_difficulty.csv --gamed df_gamed.csv",
            "  murmur eval alpaca --weights leaderboard.csv --difficulty instruction_difficulty.csv",
            "",
            "AlpacaEval's files are in the dataset tatsu-lab/alpaca_eval of Hugging Face."
        })
final class EvalAlpacaCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Whose published figures are those of other fits than the published comparisons give.
    private static final Set<String> OTHER_FITS =
            Set.of("minotaur-13b", "phi-2", "text_davinci_001");

    @Spec private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /// What to compute from.
    private static final class Source {
        @Option(
                names = "--annotations",
                paramLabel = "FILE",
                description =
                        "alpaca_eval's annotations.json, or a table (CSV, also gzipped; Parquet;"
                                + " JSONL) of model, index, preference, len_1, len_2.")
        private @Nullable Path annotations;

        @Option(
                names = "--weights",
                paramLabel = "FILE",
                description =
                        "A table of model, w_length, w_difficulty, w_model: the rates that published"
                                + " weights stand for. Needs --difficulty.")
        private @Nullable Path weights;
    }

    @Option(
            names = "--difficulty",
            paramLabel = "FILE",
            description = "instruction_difficulty.csv: index, instruction_difficulty.")
    private @Nullable Path difficulty;

    @Option(
            names = "--gamed",
            paramLabel = "FILE",
            description =
                    "df_gamed.csv: std_delta_len, instruction_difficulty, preference of the"
                            + " length-gamed baselines.")
    private @Nullable Path gamed;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            defaultValue = "gpt4_1106_preview",
            description =
                    "Who counts as the baseline in a table, which does not say."
                            + " Default: ${DEFAULT-VALUE}.")
    private String baseline = "";

    @Option(names = "--json", description = "Print JSON, an object a model.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        var eval = AlpacaEval.open(Optional.ofNullable(difficulty), Optional.ofNullable(gamed));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (source.weights != null) {
            printRates(eval, source.weights, out);
            return ExitCodes.OK;
        }
        List<AlpacaResult> results =
                eval.results(Objects.requireNonNull(source.annotations), baseline);
        if (json) {
            out.println(JSON.writeValueAsString(results));
        } else {
            out.println(table(results));
        }
        err.println("length control: " + eval.form());
        results.forEach(result -> remark(result, err));
        out.flush();
        err.flush();
        return ExitCodes.OK;
    }

    private static void printRates(AlpacaEval eval, Path weights, PrintWriter out) {
        eval.fromWeights(weights)
                .forEach((model, rate) -> out.printf(Locale.ROOT, "%s %.6f%n", model, rate.mean()));
        out.flush();
    }

    private static String table(List<AlpacaResult> results) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                results,
                List.of(
                        column("model", HorizontalAlign.LEFT, AlpacaResult::model),
                        number("LC win rate", AlpacaResult::lengthControlledWinRate),
                        number("win rate", AlpacaResult::winRate),
                        number("+-", AlpacaResult::standardError),
                        number("discrete", AlpacaResult::discreteWinRate),
                        column(
                                "length",
                                HorizontalAlign.RIGHT,
                                result -> Integer.toString(result.averageLength())),
                        column(
                                "answered",
                                HorizontalAlign.RIGHT,
                                result -> Integer.toString(result.total()))));
    }

    private static ColumnData<AlpacaResult> number(
            String name, ToDoubleFunction<AlpacaResult> value) {
        return column(
                name,
                HorizontalAlign.RIGHT,
                result -> String.format(Locale.ROOT, "%.2f", value.applyAsDouble(result)));
    }

    private static ColumnData<AlpacaResult> column(
            String name, HorizontalAlign align, Function<AlpacaResult, @Nullable String> value) {
        return new Column().header(name).dataAlign(align).with(value);
    }

    private static void remark(AlpacaResult result, PrintWriter err) {
        if (result.total() < AlpacaEval.INSTRUCTIONS) {
            err.printf(
                    "%s: %d of %d comparisons were answered%n",
                    result.model(), result.total(), AlpacaEval.INSTRUCTIONS);
        }
        if (result.isFarFromRaw()) {
            err.printf(
                    Locale.ROOT,
                    "%s: at equal length %.1f %%, raw %.1f %%: so far apart that the fit may have"
                            + " failed%n",
                    result.model(),
                    result.lengthControlledWinRate(),
                    result.winRate());
        }
        if (OTHER_FITS.contains(result.model())) {
            err.printf(
                    "%s: its published figure is of another fit, so this one differs%n",
                    result.model());
        }
    }
}
