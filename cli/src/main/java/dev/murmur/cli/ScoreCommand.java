package dev.murmur.cli;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.metrics.RunContext;
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
import picocli.CommandLine.Spec;

/// `murmur score`.
@Command(
        name = "score",
        description = {
            "Score replies with a reward model, a rule, or whatever a recipe can have as its reward.",
            "Writes JSONL, a line a prompt in the order of the candidates: its id and \"scores\", one"
                    + " a reply; higher is better, null is no score."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur score reward-model candidates.jsonl -o scores.jsonl",
            "  murmur score starling candidates.jsonl --score-at before-first-pad --truncate-left 2048",
            "  murmur score rule:checklist candidates.jsonl | jq -c .scores",
            "  murmur score ratio.yaml candidates.jsonl",
            "",
            "A file holds what stands under 'reward' in a recipe:",
            "  type: log-ratio",
            "  strong: models/mixtral-instruct",
            "  weak: models/mixtral"
        })
final class ScoreCommand implements Callable<Integer> {
    private final RunContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = RewardSource.PARAMETER,
            description =
                    "Folder of a reward model, a rule's name, or a file with a reward section.")
    private String reward = "";

    @Parameters(
            index = "1",
            paramLabel = "CANDIDATES",
            description = "What 'murmur generate' wrote.")
    private @Nullable Path candidates;

    @Mixin private ModelOptions options = new ModelOptions();

    @Mixin private ReadingOptions reading = new ReadingOptions();

    @Mixin private OutputOption output = new OutputOption();

    ScoreCommand(RunContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        return options.device().call(this::score);
    }

    private int score() throws IOException {
        List<Candidates> rows = DataReader.candidates(Objects.requireNonNull(candidates));
        RewardSource source =
                RewardSource.of(
                        reward,
                        new RewardSource.Options(
                                Objects.requireNonNull(spec).commandLine().getParseResult(),
                                List.of("--template", "--dtype", "--score-at", "--truncate-left"),
                                options::template,
                                reading.reading(),
                                options.dtype()),
                        rows.stream().map(Candidates::prompt).toList());
        List<ScoredCandidates> scored = score(source, rows, context);
        output.write(out -> DataWriter.scores(out, scored));
        return ExitCodes.OK;
    }

    static List<ScoredCandidates> score(
            RewardSource source, List<Candidates> candidates, RunContext context) {
        try (var model = source.open()) {
            List<double[]> scores = model.score(candidates, context);
            var scored = new ArrayList<ScoredCandidates>();
            for (int i = 0; i < candidates.size(); i++) {
                scored.add(new ScoredCandidates(candidates.get(i), scores.get(i)));
            }
            return scored;
        }
    }
}
