package dev.murmur.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.benchmark.ChatRun;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.plan.MemoryBudget;
import dev.murmur.recipe.BenchmarkRecipe;
import dev.murmur.recipe.ChatBenchmarkRecipe;
import dev.murmur.recipe.EvaluationRecipe;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeException;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RecipeRunner;
import dev.murmur.recipe.RewardBenchmarkRecipe;
import dev.murmur.recipe.TrainingRecipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur eval`.
@Command(
        name = "eval",
        description = {
            "Measure a model or a reward on published benchmarks.",
            "Data is read from files that you have; what is missing is said, with where to get it."
                    + " Each benchmark leaves result.json (figures, their errors, and all they depend"
                    + " on) and what the model said to each question. A run that was stopped goes on"
                    + " with --resume."
        },
        subcommands = {
            EvalAlpacaCommand.class,
            EvalHeadToHeadCommand.class,
            EvalAgreementCommand.class,
            EvalBestOfNCommand.class
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Of models:  arc_challenge, hellaswag, mmlu, truthfulqa_mc1, truthfulqa_mc2, winogrande.",
            "Of chat:    alpaca_eval, arena_hard, mt_bench, mt_bench_pairwise; they need --judge.",
            "Of rewards: rewardbench, rewardbench_with_prior_sets, starling_human, starling_truth,",
            "starling_safety.",
            "Commands of their own: alpaca, from a judge's annotations; head-to-head, of two systems' replies;",
            "agreement, of rewards; best-of-n, of a reward's picks.",
            "",
            "Examples:",
            "  murmur eval --benchmark arc_challenge --model models/mine --data benchmarks",
            "  murmur eval --benchmark mmlu --model models/mine --data benchmarks --limit 20",
            "  murmur eval --benchmark rewardbench --reward models/reward --data benchmarks",
            "  murmur eval --benchmark mt_bench --model models/mine --data benchmarks --judge judge.yaml",
            "  murmur eval recipes/benchmark.yaml --resume",
            "  murmur eval alpaca --annotations annotations.json --difficulty instruction_difficulty.csv",
            "",
            "judge.yaml:",
            "  type: service                        # or model (in this process), or reward",
            "  service:",
            "    url: http://localhost:8000/v1",
            "    model: judge",
            "    api_key_env: JUDGE_KEY",
            "    max_tokens: 4096"
        })
final class EvalCommand implements Callable<Integer> {
    private final RunContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "A recipe of kind benchmark, chat-benchmark or reward-benchmark.")
    private @Nullable Path recipe;

    @ArgGroup(exclusive = false, heading = "%nInstead of a recipe:%n")
    private @Nullable Choice choice;

    /// What a recipe would say.
    private static final class Choice {
        @Option(
                names = "--benchmark",
                paramLabel = "NAME",
                required = true,
                description = "Which. Repeatable.")
        private List<String> benchmarks = List.of();

        @ArgGroup(multiplicity = "1")
        private Subject subject = new Subject();

        @Option(
                names = "--data",
                paramLabel = "DIR",
                required = true,
                description = "Folder that holds a folder of data for each benchmark.")
        private Path data = Path.of("");

        @Option(
                names = "--limit",
                paramLabel = "N",
                description =
                        "Ask the first N questions, of each subject; the result is marked as a part.")
        private @Nullable Integer limit;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "DIR",
                description = "Run folder. Default: runs/eval-<name of the model's folder>.")
        private @Nullable Path output;

        @Option(
                names = "--dtype",
                paramLabel = "TYPE",
                defaultValue = "float32",
                description =
                        "Type of the weights in memory: float32 or bfloat16. Default: float32.")
        private ModelSection.Dtype dtype = ModelSection.Dtype.FLOAT32;

        @Option(
                names = "--judge",
                paramLabel = "FILE",
                description =
                        "YAML file with the judge of chat benchmarks: type service, model or reward.")
        private @Nullable Path judge;

        Recipe recipe() {
            Optional<Integer> most = Optional.ofNullable(limit);
            if (subject.model != null) {
                return ofModel(subject.model, most);
            }
            String reward = Objects.requireNonNull(subject.reward);
            String name =
                    "eval-"
                            + Path.of(reward.replace(RewardSource.RULE, ""))
                                    .toAbsolutePath()
                                    .normalize()
                                    .getFileName();
            return new RewardBenchmarkRecipe(
                    name,
                    42,
                    folder(name),
                    RewardSource.section(reward, dtype),
                    benchmarks,
                    data,
                    most);
        }

        private Recipe ofModel(Path path, Optional<Integer> most) {
            String name = "eval-" + path.toAbsolutePath().normalize().getFileName();
            var model = new ModelSection(path, "auto", dtype);
            if (judge == null) {
                benchmarks.stream()
                        .filter(ChatRun.names()::contains)
                        .findFirst()
                        .ifPresent(chat -> {
                            throw new RecipeException(
                                    chat
                                            + " is judged, and nobody is there to judge; add --judge"
                                            + " FILE (murmur eval --help shows one)");
                        });
                return new BenchmarkRecipe(
                        name, 42, folder(name), model, benchmarks, data, most, 8192);
            }
            return new ChatBenchmarkRecipe(
                    name,
                    42,
                    folder(name),
                    model,
                    Optional.empty(),
                    benchmarks,
                    data,
                    RecipeReader.examiner(judge),
                    1,
                    most);
        }

        private Path folder(String name) {
            return Objects.requireNonNullElse(output, Path.of("runs", name));
        }
    }

    /// What is measured.
    private static final class Subject {
        @Option(
                names = "--model",
                paramLabel = "DIR",
                description = "Hugging Face folder of a language model.")
        private @Nullable Path model;

        @Option(
                names = "--reward",
                paramLabel = RewardSource.PARAMETER,
                description =
                        "Folder of a reward model, a rule's name, or a file with a reward section.")
        private @Nullable String reward;
    }

    @Option(names = "--resume", description = "Go on with a run that is there already.")
    private boolean resume;

    @Mixin private DeviceOption device = new DeviceOption();

    EvalCommand(RunContext context) {
        this.context = context;
    }

    /// For the commands below it that do long work.
    RunContext context() {
        return context;
    }

    @Override
    public Integer call() throws IOException {
        Recipe asked = asked();
        List<String> benchmarks = benchmarks(asked);
        Path folder = run(asked);
        var results = new ArrayList<BenchmarkResult>();
        for (String name : benchmarks) {
            results.add(BenchmarkResult.read(folder.resolve(name)));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(table(results));
        out.println(folder);
        out.flush();
        return ExitCodes.OK;
    }

    private Path run(Recipe asked) {
        try {
            return device.choose()
                    .call(() -> RecipeRunner.run(asked, resume, context, InstantSource.system()));
        } catch (StoppedException e) {
            throw new StoppedException(
                    e.getMessage() + "; go on with the same command and --resume");
        }
    }

    private Recipe asked() {
        if ((recipe == null) == (choice == null)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "give either a recipe, or --benchmark, --data and --model or --reward");
        }
        return choice == null
                ? MemoryBudget.read(Objects.requireNonNull(recipe), List.of())
                : choice.recipe();
    }

    private List<String> benchmarks(Recipe asked) {
        return switch (asked) {
            case BenchmarkRecipe benchmark -> benchmark.benchmarks();
            case ChatBenchmarkRecipe benchmark -> benchmark.benchmarks();
            case RewardBenchmarkRecipe benchmark -> benchmark.benchmarks();
            case TrainingRecipe _, EvaluationRecipe _ ->
                    throw new ParameterException(
                            Objects.requireNonNull(spec).commandLine(),
                            recipe + " is of another kind; murmur run runs it");
        };
    }

    private static String table(List<BenchmarkResult> results) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                results,
                List.of(
                        new Column()
                                .header("benchmark")
                                .dataAlign(HorizontalAlign.LEFT)
                                .with(BenchmarkResult::benchmark),
                        new Column()
                                .header("metric")
                                .dataAlign(HorizontalAlign.LEFT)
                                .with(BenchmarkResult::headline),
                        new Column().header("figure").with(EvalCommand::figure),
                        new Column().header("questions").with(BenchmarkResult::questions)));
    }

    private static String figure(BenchmarkResult result) {
        return result.unit().show(result.figure());
    }
}
