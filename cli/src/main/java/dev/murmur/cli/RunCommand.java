package dev.murmur.cli;

import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.plan.MemoryBudget;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeRunner;
import dev.murmur.recipe.RecipeSchema;
import dev.murmur.tensor.Device;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur run`.
@Command(
        name = "run",
        description = {
            "Run a recipe: fine-tune a model, train a reward model, align a policy offline or online, or measure one.",
            "Everything a run makes is in its output folder, runs/<name> unless the recipe says otherwise."
                    + " A run that was stopped or killed goes on with --resume and repeats no finished phase."
                    + " Prints the folder of the trained model, or of the run if none is trained."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Kinds of recipe: sft, reward-model, preference (offline pairs), unpaired-preference, online,",
            "rejection-sampling, policy-gradient, evaluation, benchmark, chat-benchmark, reward-benchmark.",
            "",
            "Examples:",
            "  murmur run recipes/sft.yaml",
            "  murmur run recipes/iterative-dpo.yaml --set training.learning_rate=1e-6 --set name=hot",
            "  murmur run recipes/iterative-dpo.yaml --resume   after Ctrl-C or a crash",
            "  murmur run --explain online                      every key, its default and its meaning"
        })
final class RunCommand implements Callable<Integer> {
    private final RunContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "A YAML file.")
    private @Nullable Path recipe;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Lay a value over the recipe's, for example training.batch_size=8. Repeatable.")
    private List<String> sets = List.of();

    @Option(names = "--resume", description = "Go on with a run that is there already.")
    private boolean resume;

    @Mixin private DeviceOption device = new DeviceOption();

    @Option(
            names = "--explain",
            paramLabel = "KIND",
            description = "Print every key of a kind of recipe as YAML, and run nothing.")
    private @Nullable String explain;

    RunCommand(RunContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (explain != null) {
            out.println(RecipeSchema.explain(explain));
        } else {
            out.println(run());
        }
        out.flush();
        return ExitCodes.OK;
    }

    private Path run() {
        if (recipe == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "which recipe?");
        }
        Device chosen = device.choose();
        Recipe read = MemoryBudget.read(recipe, sets);
        try {
            return chosen.call(
                    () -> RecipeRunner.run(read, resume, context, InstantSource.system()));
        } catch (StoppedException e) {
            throw new StoppedException(e.getMessage() + "; go on with: " + resumeCommand(recipe));
        }
    }

    private String resumeCommand(Path file) {
        var command = new StringBuilder("murmur run ").append(quoted(file.toString()));
        sets.forEach(set -> command.append(" --set ").append(quoted(set)));
        if (!device.name().equals(DeviceOption.AUTO)) {
            command.append(" --device ").append(device.name());
        }
        return command.append(" --resume").toString();
    }

    /// As a shell reads it back.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=:,@%+-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
