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
import picocli.CommandLine.Parameters;

/// `murmur score`.
@Command(
        name = "score",
        description = {
            "Score replies with a reward model or a rule.",
            "Writes JSONL, a line a prompt in the order of the candidates: its id and \"scores\", one"
                    + " a reply; higher is better."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur score reward-model candidates.jsonl -o scores.jsonl",
            "  murmur score starling candidates.jsonl --score-at before-first-pad --truncate-left 2048",
            "  murmur score rule:checklist candidates.jsonl | jq -c .scores"
        })
final class ScoreCommand implements Callable<Integer> {
    private final RunContext context;

    @Parameters(
            index = "0",
            paramLabel = "MODEL_DIR|rule:NAME",
            description = "Folder of a reward model, or a rule's name.")
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
        RewardSource source =
                RewardSource.of(reward, options::template, reading.reading(), options.dtype());
        List<Candidates> rows = DataReader.candidates(Objects.requireNonNull(candidates));
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
