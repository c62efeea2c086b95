package dev.murmur.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.JudgeAgreement;
import dev.murmur.evaluation.PairwiseComparison;
import dev.murmur.judge.PreferenceJudge;
import dev.murmur.judge.PreferenceJudge.Match;
import dev.murmur.judge.Verdict;
import dev.murmur.recipe.ExaminerSection;
import dev.murmur.recipe.RecipeReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `murmur eval head-to-head`.
@Command(
        name = "head-to-head",
        description = {
            "Let judges compare the replies of two systems.",
            "A chat model is shown each pair in both orders: verdicts that differ are a tie, and one"
                    + " that cannot be read is none and is counted. A reward prefers the higher score."
                    + " Writes JSONL, a line a prompt: its id, and the \"verdicts\" (first, second, tie"
                    + " or null) in the order of the judges. How often FIRST wins, also at equal length,"
                    + " and how far the judges agree goes to stderr."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur generate models/new prompts.jsonl -n 1 -o new.jsonl",
            "  murmur eval head-to-head new.jsonl start.jsonl --judge judge.yaml -o verdicts.jsonl",
            "  murmur eval head-to-head new.jsonl start.jsonl --judge judge.yaml --judge reward.yaml",
            "",
            "The file of a judge:",
            "  type: service                        # or model: a folder, in this process; or reward",
            "  service:",
            "    url: http://localhost:8000/v1",
            "    model: qwen3-32b",
            "    api_key_env: JUDGE_KEY             # where the service wants a key"
        })
final class EvalHeadToHeadCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @ParentCommand private @Nullable EvalCommand eval;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FIRST", description = "Replies, one a prompt.")
    private @Nullable Path first;

    @Parameters(
            index = "1",
            paramLabel = "SECOND",
            description = "Another system's replies to the same prompts.")
    private @Nullable Path second;

    @Option(
            names = "--judge",
            paramLabel = "FILE",
            required = true,
            description = "YAML file of a judge. Repeatable.")
    private List<Path> judges = List.of();

    @Option(
            names = "--rubric",
            paramLabel = "FILE",
            description =
                    "Jinja file that asks a chat model for [[A]], [[B]] or [[C]], of messages, first"
                            + " and second. Default: the built-in question.")
    private @Nullable Path rubric;

    @Option(names = "--json", description = "Print the figures on stderr as JSON.")
    private boolean json;

    @Mixin private OutputOption output = new OutputOption();

    /// What one of the judges says.
    private record Judged(String judge, List<Verdict> verdicts) {}

    /// What follows.
    private record Figures(List<PairwiseComparison> judges, List<JudgeAgreement> agreements) {}

    @Override
    public Integer call() throws IOException {
        List<ExaminerSection> sections = judges.stream().map(RecipeReader::examiner).toList();
        List<Match> matches =
                matches(Objects.requireNonNull(first), Objects.requireNonNull(second));
        sections.forEach(section -> section.check(matches.stream().map(Match::prompt).toList()));
        List<Judged> judged = sections.stream().map(section -> judge(section, matches)).toList();
        output.write(out -> {
            for (int i = 0; i < matches.size(); i++) {
                ObjectNode line = JSON.createObjectNode();
                line.put("id", matches.get(i).prompt().id());
                ArrayNode verdicts = line.putArray("verdicts");
                for (Judged one : judged) {
                    verdicts.add(name(one.verdicts().get(i)));
                }
                out.write(JSON.writeValueAsString(line) + "\n");
            }
        });
        Figures figures = figures(matches, judged);
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        if (json) {
            err.println(JSON.writeValueAsString(figures));
        } else {
            err.println(table(figures.judges()));
            figures.agreements().forEach(agreement -> err.println(text(agreement)));
        }
        return ExitCodes.OK;
    }

    private Judged judge(ExaminerSection section, List<Match> matches) {
        try (PreferenceJudge opened = section.comparing(Optional.ofNullable(rubric))) {
            return new Judged(
                    opened.id(), opened.compare(matches, Objects.requireNonNull(eval).context()));
        }
    }

    private static Figures figures(List<Match> matches, List<Judged> judged) {
        int[] ours = matches.stream().mapToInt(m -> characters(m.first())).toArray();
        int[] theirs = matches.stream().mapToInt(m -> characters(m.second())).toArray();
        var agreements = new ArrayList<JudgeAgreement>();
        for (int i = 0; i < judged.size(); i++) {
            for (Judged other : judged.subList(i + 1, judged.size())) {
                agreements.add(
                        JudgeAgreement.of(
                                judged.get(i).judge(),
                                judged.get(i).verdicts(),
                                other.judge(),
                                other.verdicts()));
            }
        }
        return new Figures(
                judged.stream()
                        .map(one ->
                                PairwiseComparison.of(one.judge(), one.verdicts(), ours, theirs))
                        .toList(),
                agreements);
    }

    private static String table(List<PairwiseComparison> judges) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                judges,
                List.of(
                        new Column()
                                .header("judge")
                                .dataAlign(HorizontalAlign.LEFT)
                                .with(PairwiseComparison::judge),
                        new Column()
                                .header("FIRST wins")
                                .with(one ->
                                        percent(
                                                new Estimate(
                                                        one.winRate().mean(), one.winRate().se()))),
                        new Column()
                                .header("at equal length")
                                .with(one -> percent(one.lcWinRate())),
                        new Column()
                                .header("ties")
                                .with(one -> Integer.toString(one.winRate().ties())),
                        new Column()
                                .header("judged")
                                .with(one ->
                                        one.prompts() - one.unjudged() + " of " + one.prompts())));
    }

    private static String text(JudgeAgreement agreement) {
        return String.format(
                Locale.ROOT,
                "%s and %s agree on %s of %d%s%s",
                agreement.first(),
                agreement.second(),
                percent(agreement.same()),
                agreement.matches(),
                agreement.kappa() == null
                        ? ""
                        : String.format(Locale.ROOT, ", kappa %.2f", agreement.kappa()),
                agreement.sameOfDecided() == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", and on %.2f %% of the %d on which neither sees a tie",
                                100 * agreement.sameOfDecided(),
                                agreement.decided()));
    }

    private static String percent(Estimate share) {
        return BenchmarkResult.Unit.SHARE.show(share);
    }

    private static List<Match> matches(Path first, Path second) {
        List<Candidates> ours = DataReader.candidates(first);
        List<Candidates> theirs = DataReader.candidates(second);
        if (ours.size() != theirs.size()) {
            throw new DataException(
                    first
                            + " has "
                            + ours.size()
                            + " prompts, "
                            + second
                            + " has "
                            + theirs.size()
                            + "; both must answer the same");
        }
        var matches = new ArrayList<Match>();
        for (int i = 0; i < ours.size(); i++) {
            String id = ours.get(i).prompt().id();
            if (!id.equals(theirs.get(i).prompt().id())) {
                throw new DataException(
                        "prompt "
                                + (i + 1)
                                + " is '"
                                + id
                                + "' in "
                                + first
                                + " and '"
                                + theirs.get(i).prompt().id()
                                + "' in "
                                + second
                                + "; both must answer the same prompts in the same order");
            }
            matches.add(
                    new Match(
                            ours.get(i).prompt(),
                            only(ours.get(i), first),
                            only(theirs.get(i), second)));
        }
        return matches;
    }

    private static Reply only(Candidates row, Path file) {
        if (row.replies().size() != 1) {
            throw new DataException(
                    file
                            + " has "
                            + row.replies().size()
                            + " replies to '"
                            + row.prompt().id()
                            + "', must have 1");
        }
        return row.replies().getFirst();
    }

    private static int characters(Reply reply) {
        return reply.text().codePointCount(0, reply.text().length());
    }

    private static @Nullable String name(Verdict verdict) {
        return switch (verdict) {
            case Verdict.FirstBetter _ -> "first";
            case Verdict.SecondBetter _ -> "second";
            case Verdict.Tie _ -> "tie";
            case Verdict.Unparsed _ -> null;
        };
    }
}
