package dev.murmur.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.BestOfNCurve.Point;
import dev.murmur.evaluation.Estimate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur eval best-of-n`.
@Command(
        name = "best-of-n",
        description = {
            "What picking the best of n replies by a reward is worth, for rising n.",
            "The expectation over all subsets of n of a prompt's replies, so it is unbiased; standard"
                    + " errors are over prompts. With --judge the picks are also judged by scores that the"
                    + " picking does not see: where these fall while the reward rises, the reward is being"
                    + " exploited."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  murmur generate models/mine prompts.jsonl -n 16 -o candidates.jsonl",
            "  murmur score models/reward candidates.jsonl -o scores.jsonl",
            "  murmur score models/larger-reward candidates.jsonl -o judge.jsonl",
            "  murmur eval best-of-n candidates.jsonl scores.jsonl --judge judge.jsonl",
            "",
            "In a run folder as best-of-n.json, the output of --json is drawn by murmur report."
        })
final class EvalBestOfNCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "CANDIDATES",
            description = "Several replies a prompt, as 'murmur generate' writes them.")
    private @Nullable Path candidates;

    @Parameters(
            index = "1",
            paramLabel = "SCORES",
            description = "Theirs by the reward that picks, as 'murmur score' writes them.")
    private @Nullable Path scores;

    @Option(
            names = "--judge",
            paramLabel = "SCORES",
            description = "Theirs by another reward, which judges the picks.")
    private @Nullable Path judge;

    @Option(
            names = "--n",
            paramLabel = "N",
            split = ",",
            description =
                    "Of how many to pick: 1,4,16. Default: powers of two up to the fewest replies of"
                            + " a prompt.")
    private int[] ns = {};

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
        for (int n : ns) {
            if (n < 1) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--n is " + n + ", must be at least 1");
            }
        }
        List<Candidates> rows = DataReader.candidates(Objects.requireNonNull(candidates));
        List<double[]> rewards = scores(Objects.requireNonNull(scores), rows);
        int[] asked = ns.length == 0 ? powersOfTwo(rows) : ns;
        BestOfNCurve curve =
                judge == null
                        ? BestOfNCurve.of(rewards, asked)
                        : BestOfNCurve.of(judge.toString(), rewards, scores(judge, rows), asked);
        output.write(
                out -> out.write((json ? JSON.writeValueAsString(curve) : table(curve)) + "\n"));
        return ExitCodes.OK;
    }

    private static List<double[]> scores(Path file, List<Candidates> candidates) {
        return DataReader.scores(file, candidates).stream().map(ScoredCandidates::scores).toList();
    }

    private static int[] powersOfTwo(List<Candidates> rows) {
        int fewest = rows.stream().mapToInt(row -> row.replies().size()).min().orElse(1);
        return IntStream.iterate(1, n -> n <= fewest, n -> 2 * n).toArray();
    }

    private static String table(BestOfNCurve curve) {
        String[] header = {"n", "reward", "judge", "KL at most, nats"};
        String[][] rows =
                curve.points().stream().map(EvalBestOfNCommand::row).toArray(String[][]::new);
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, header, null, rows)
                + "\n%d prompts; %d left out, with fewer replies that have scores; %d replies without a score"
                        .formatted(curve.prompts(), curve.leftOut(), curve.unscored());
    }

    private static String[] row(Point point) {
        return new String[] {
            Integer.toString(point.n()),
            figure(point.reward()),
            point.judge() == null ? "" : figure(point.judge()),
            String.format(Locale.ROOT, "%.3f", point.klBound())
        };
    }

    private static String figure(Estimate estimate) {
        return String.format(Locale.ROOT, "%.4f ± %.4f", estimate.mean(), estimate.se());
    }
}
