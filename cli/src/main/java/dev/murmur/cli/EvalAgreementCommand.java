package dev.murmur.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import dev.murmur.benchmark.RewardAgreement;
import dev.murmur.evaluation.Estimate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur eval agreement`.
@Command(
        name = "agreement",
        description = {
            "How often rewards order the same replies alike.",
            "Each folder is what a reward left of one benchmark; for each two the mean over items, in"
                    + " percent, of the share of pairs of replies that both order alike."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  murmur eval agreement runs/eval-small/rewardbench runs/eval-large/rewardbench"
        })
final class EvalAgreementCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec private @Nullable CommandSpec spec;

    @Parameters(arity = "2..*", paramLabel = "DIR", description = "Folders of one benchmark.")
    private List<Path> runs = List.of();

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        RewardAgreement agreement = RewardAgreement.of(runs);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(agreement));
        } else {
            print(agreement, out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static void print(RewardAgreement agreement, PrintWriter out) {
        int rewards = agreement.runs().size();
        String[] header =
                Stream.concat(
                                Stream.of("reward"),
                                IntStream.rangeClosed(1, rewards).mapToObj(Integer::toString))
                        .toArray(String[]::new);
        out.println(
                AsciiTable.getTable(
                        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                        header,
                        null,
                        IntStream.range(0, rewards)
                                .mapToObj(i -> row(i, agreement))
                                .toArray(String[][]::new)));
        out.println(agreement.items() + " items that all of them scored");
    }

    private static String[] row(int run, RewardAgreement agreement) {
        return Stream.concat(
                        Stream.of(run + 1 + " " + agreement.runs().get(run)),
                        agreement.matrix().get(run).stream().map(EvalAgreementCommand::percent))
                .toArray(String[]::new);
    }

    private static String percent(Estimate share) {
        return String.format(Locale.ROOT, "%.1f ± %.1f", 100 * share.mean(), 100 * share.se());
    }
}
