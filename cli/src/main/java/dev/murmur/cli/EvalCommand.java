package dev.murmur.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.plan.MemoryBudget;
import dev.murmur.recipe.BenchmarkRecipe;
import dev.murmur.recipe.ChatBenchmarkRecipe;
import dev.murmur.recipe.EvaluationRecipe;
import dev.murmur.recipe.LoopModel;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeRunner;
import dev.murmur.recipe.RewardBenchmarkRecipe;
import dev.murmur.recipe.TrainingRecipe;
import dev.murmur.report.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
                    + " on) and what the model said to each question, and report.html shows all of it. A"
                    + " run that was stopped goes on with --resume, which also adds benchmarks to a run."
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
            "Of models:  arc_challenge, hellaswag, mmlu, truthfulqa_mc1, truthfulqa_mc2, winogrande,",
            "gsm8k, humaneval, mbpp.",
            "Of chat:    alpaca_eval, arena_hard, mt_bench, mt_bench_pairwise; they need --judge.",
            "Of rewards: rewardbench, rewardbench_with_prior_sets, starling_human, starling_truth,",
            "starling_safety.",
            "Commands of their own: alpaca, from a judge's annotations; head-to-head, of two systems' replies;",
            "agreement, of rewards; best-of-n, of a reward's picks.",
            "",
            "Examples:",
            "  murmur eval --benchmark arc_challenge --model models/mine --data benchmarks",
            "  murmur eval --benchmark mmlu --model models/mine --data benchmarks --limit 20",
            "  murmur eval --benchmark humaneval --model models/mine --data benchmarks --samples 20 --temperature 0.8",
            "  murmur eval --benchmark rewardbench --reward models/reward --data benchmarks",
            "  murmur eval --benchmark mt_bench --model models/mine --data benchmarks --judge judge.yaml",
            "  murmur eval recipes/benchmark.yaml --resume",
            "  murmur eval --benchmark mmlu --run runs/iterative-dpo --data benchmarks",
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
    private @Nullable EvalChoice choice;

    @Option(
            names = "--run",
            paramLabel = "RUN_DIR",
            description =
                    "Measure every model of a loop's run folder, its start too, in place of --model or"
                            + " of the recipe's model, each into RUN_DIR/benchmarks/.")
    private @Nullable Path loop;

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
        List<Recipe> asked = asked();
        var lines = new ArrayList<Line>();
        for (Recipe one : asked) {
            List<String> benchmarks = benchmarks(one);
            Path folder = run(one);
            for (String name : benchmarks) {
                lines.add(new Line(folder, BenchmarkResult.read(folder.resolve(name))));
            }
        }
        Path folder = loop == null ? asked.getFirst().output() : loop;
        Path page = folder.resolve("report.html");
        RunReport.write(List.of(folder), page);
        PrintWriter out = command().getOut();
        out.println(table(lines));
        out.println(page);
        out.println(folder);
        out.flush();
        return ExitCodes.OK;
    }

    /// A line of the table.
    private record Line(Path folder, BenchmarkResult result) {
        String model() {
            return String.valueOf(folder.getFileName());
        }
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
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

    /// One recipe, or one for each model of a loop.
    private List<Recipe> asked() {
        checkOptions();
        if (loop == null) {
            return List.of(choice == null ? read(List.of()) : choice.recipe());
        }
        return LoopModel.of(loop).stream()
                .map(model -> choice == null ? read(sets(model)) : choice.of(model))
                .toList();
    }

    private void checkOptions() {
        boolean named = choice != null && choice.namesSubject();
        if ((recipe == null) == (choice == null) || (choice != null && named == (loop != null))) {
            throw new ParameterException(
                    command(),
                    "give either a recipe, or --benchmark, --data and one of --model, --reward and"
                            + " --run");
        }
        if (loop != null && choice != null && choice.namesOutput()) {
            throw new ParameterException(
                    command(), "--output does not go with --run, whose folder takes the results");
        }
    }

    private Recipe read(List<String> sets) {
        return MemoryBudget.read(Objects.requireNonNull(recipe), sets);
    }

    /// What puts a loop's model in the place of a recipe's.
    private static List<String> sets(LoopModel loop) {
        return List.of(
                "model.path=" + quoted(loop.model().path()), "output=" + quoted(loop.results()));
    }

    /// As YAML reads it back.
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private List<String> benchmarks(Recipe asked) {
        return switch (asked) {
            case BenchmarkRecipe benchmark -> benchmark.benchmarks();
            case ChatBenchmarkRecipe benchmark -> benchmark.benchmarks();
            case RewardBenchmarkRecipe benchmark -> benchmark.benchmarks();
            case TrainingRecipe _, EvaluationRecipe _ ->
                    throw new ParameterException(
                            command(), recipe + " is of another kind; murmur run runs it");
        };
    }

    private static String table(List<Line> lines) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                lines,
                List.of(
                        left("model").with(Line::model),
                        left("benchmark").with(line -> line.result().benchmark()),
                        left("metric").with(line -> line.result().headline()),
                        new Column().header("figure").with(line -> figure(line.result())),
                        new Column().header("questions").with(line -> line.result().questions()),
                        left("remarks").with(line -> line.result().remarks())));
    }

    private static Column left(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
    }

    private static String figure(BenchmarkResult result) {
        return result.unit().show(result.figure());
    }
}
