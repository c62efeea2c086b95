package dev.murmur.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.PairwiseComparison;
import dev.murmur.judge.PreferenceJudge;
import dev.murmur.judge.PreferenceJudge.Match;
import dev.murmur.judge.Verdict;
import dev.murmur.recipe.PairwiseJudgeSection;
import dev.murmur.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `murmur eval head-to-head`.
@Command(
        name = "head-to-head",
        description = {
            "Let a language model behind a URL compare the replies of two systems.",
            "Each pair is shown in both orders; verdicts that differ are a tie, one that cannot be"
                    + " read is none and is counted. Writes JSONL, a line a prompt: its id, \"verdict\""
                    + " (first, second, tie or null). The win rate of FIRST goes to stderr."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur eval head-to-head judge.yaml new/replies.jsonl start/replies.jsonl -o verdicts.jsonl",
            "",
            "The file of the judge:",
            "  service:",
            "    url: http://localhost:8000/v1",
            "    model: qwen3-32b",
            "    api_key_env: JUDGE_KEY             # where the service wants a key",
            "  rubric: mine.jinja                   # null is the built-in question"
        })
final class EvalHeadToHeadCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @ParentCommand private @Nullable EvalCommand eval;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "JUDGE.yaml", description = "Which model, and where.")
    private @Nullable Path judge;

    @Parameters(index = "1", paramLabel = "FIRST", description = "Replies, one a prompt.")
    private @Nullable Path first;

    @Parameters(
            index = "2",
            paramLabel = "SECOND",
            description = "Another system's replies to the same prompts.")
    private @Nullable Path second;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
        PairwiseJudgeSection section = RecipeReader.pairwiseJudge(Objects.requireNonNull(judge));
        List<Match> matches =
                matches(Objects.requireNonNull(first), Objects.requireNonNull(second));
        try (PreferenceJudge opened = section.open()) {
            List<Verdict> verdicts =
                    opened.compare(matches, Objects.requireNonNull(eval).context());
            output.write(out -> {
                for (int i = 0; i < matches.size(); i++) {
                    ObjectNode line = JSON.createObjectNode();
                    line.put("id", matches.get(i).prompt().id());
                    line.put("verdict", name(verdicts.get(i)));
                    out.write(JSON.writeValueAsString(line) + "\n");
                }
            });
            var comparison =
                    PairwiseComparison.of(
                            opened.id(),
                            verdicts,
                            matches.stream().mapToInt(m -> characters(m.first())).toArray(),
                            matches.stream().mapToInt(m -> characters(m.second())).toArray());
            Objects.requireNonNull(spec)
                    .commandLine()
                    .getErr()
                    .println(JSON.writeValueAsString(comparison));
        }
        return ExitCodes.OK;
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
