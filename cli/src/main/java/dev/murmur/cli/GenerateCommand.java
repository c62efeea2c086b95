package dev.murmur.cli;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.Prompt;
import dev.murmur.generation.BeamParams;
import dev.murmur.generation.BestOfN;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ModelFolder;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur generate`.
@Command(
        name = "generate",
        description = {
            "Reply to prompts, by sampling or by beam search.",
            "Writes JSONL, a line a prompt: its fields and \"replies\", each with text, ids and why it"
                    + " ended."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  murmur generate model --prompt 'What is a fjord?' --temperature 0",
            "  murmur generate model --prompts prompts.jsonl -n 8 --top-p 0.95 -o candidates.jsonl",
            "  murmur generate model --prompts prompts.jsonl --beams 4 --length-penalty 0.8",
            "  murmur generate model --prompts prompts.jsonl --best-of 16 --reward reward-model"
        })
final class GenerateCommand implements Callable<Integer> {
    private final RunContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MODEL_DIR", description = "Hugging Face folder of a chat model.")
    private @Nullable Path model;

    @ArgGroup(multiplicity = "1")
    private @Nullable Source source;

    @Mixin private SamplingOptions sampling = new SamplingOptions();

    @Mixin private BeamOptions beams = new BeamOptions();

    @ArgGroup(exclusive = false)
    private @Nullable Best best;

    @Mixin private ModelOptions options = new ModelOptions();

    @Mixin private ReadingOptions reading = new ReadingOptions();

    @Mixin private OutputOption output = new OutputOption();

    private static final class Source {
        @Option(
                names = "--prompts",
                paramLabel = "FILE",
                description = "JSONL, Parquet or CSV with \"prompt\" or \"messages\".")
        private @Nullable Path file;

        @Option(names = "--prompt", paramLabel = "TEXT", description = "One prompt.")
        private @Nullable String text;

        List<Prompt> prompts() {
            return file == null
                    ? List.of(
                            new Prompt(
                                    "prompt",
                                    List.of(ChatMessage.user(Objects.requireNonNull(text))),
                                    "",
                                    Map.of()))
                    : DataReader.prompts(file);
        }
    }

    private static final class Best {
        @Option(
                names = "--best-of",
                required = true,
                paramLabel = "N",
                description = "Sample N replies a prompt, keep the one with the highest reward.")
        private int n;

        @Option(
                names = "--reward",
                required = true,
                paramLabel = RewardSource.PARAMETER,
                description = "What scores them.")
        private String reward = "";
    }

    GenerateCommand(RunContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        return options.device().call(this::generate);
    }

    private int generate() throws IOException {
        Path folder = ModelFolder.open(Objects.requireNonNull(model)).path();
        ChatTemplate template = options.template(folder);
        Optional<BeamParams> search =
                beams.params(
                        Objects.requireNonNull(spec).commandLine().getParseResult(),
                        sampling.n(),
                        sampling.maxNewTokens());
        List<Prompt> prompts = Objects.requireNonNull(source).prompts();
        List<Candidates> candidates = candidates(folder, template, prompts, search);
        output.write(out -> DataWriter.candidates(out, candidates));
        return ExitCodes.OK;
    }

    private List<Candidates> candidates(
            Path folder, ChatTemplate template, List<Prompt> prompts, Optional<BeamParams> search) {
        if (search.isPresent()) {
            return search(folder, template, prompts, search.get());
        }
        return best == null
                ? sample(folder, template, prompts, sampling.params())
                : bestOf(best, folder, template, prompts);
    }

    private List<Candidates> search(
            Path folder, ChatTemplate template, List<Prompt> prompts, BeamParams params) {
        try (var generator = LocalGenerator.open(folder, template, options.dtype())) {
            return generator.search(prompts, params, context);
        }
    }

    private List<Candidates> bestOf(
            Best wanted, Path folder, ChatTemplate template, List<Prompt> prompts) {
        RewardSource reward =
                RewardSource.of(
                        wanted.reward,
                        new RewardSource.Options(
                                Objects.requireNonNull(spec).commandLine().getParseResult(),
                                List.of("--score-at", "--truncate-left"),
                                ChatTemplates::detect,
                                reading.reading(),
                                options.dtype()),
                        prompts);
        List<Candidates> candidates = sample(folder, template, prompts, sampling.bestOf(wanted.n));
        return BestOfN.pick(ScoreCommand.score(reward, candidates, context));
    }

    private List<Candidates> sample(
            Path folder, ChatTemplate template, List<Prompt> prompts, SamplingParams params) {
        try (var generator = LocalGenerator.open(folder, template, options.dtype())) {
            return generator.generate(prompts, params, context);
        }
    }
}
