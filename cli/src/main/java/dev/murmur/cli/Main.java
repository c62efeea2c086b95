package dev.murmur.cli;

import dev.murmur.demo.DemoCommand;
import dev.murmur.demo.TinyCommand;
import dev.murmur.lab.LabCommand;
import dev.murmur.metrics.RunContext;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `murmur` command.
///
/// To add a command: one class with picocli's `@Command`, and one line in [#commands].
@Command(
        name = "murmur",
        description = "Preference alignment of language models on the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Examples:",
            "  murmur doctor                      is this machine ready, and how fast is it?",
            "  murmur COMMAND --help              options and examples of one command",
            "",
            "Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped and resumable.",
            "Environment: MURMUR_JAVA_OPTS (more JVM options), MURMUR_GPU=1 (CUDA build),",
            "MURMUR_NATIVE_ENV=keep (leave OpenMP and BLAS settings alone), MURMUR_DEBUG=1 (stack traces)."
        })
public final class Main implements Runnable {
    /// Long enough to save a model of some billions of parameters to a slow disk.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:MURMUR_DEBUG:-false}",
            description = "Show stack traces of errors.")
    private boolean debug;

    public static void main(String[] args) {
        int exitCode;
        try (var interrupts = Interrupts.install(PATIENCE)) {
            var progress =
                    new TerminalProgress(
                            System.err,
                            Boolean.getBoolean("murmur.terminal"),
                            InstantSource.system());
            exitCode = execute(commandLine(commands(new RunContext(progress, interrupts))), args);
        }
        System.exit(exitCode);
    }

    /// Every command, in the order of the help; one line adds one.
    ///
    /// @param context for the commands that do long work
    static List<Object> commands(RunContext context) {
        return List.of(
                new RunCommand(context),
                new GenerateCommand(context),
                new ScoreCommand(context),
                new EvalCommand(context),
                new CompareCommand(),
                new PlanCommand(),
                new MergeCommand(),
                new ReportCommand(),
                new VerifyCommand(),
                new TestCommand(),
                new DataCommand(),
                new InspectCommand(),
                new DoctorCommand(),
                new TinyCommand(arguments -> nested(context, arguments)),
                new DemoCommand(arguments -> nested(context, arguments)),
                new LabCommand(arguments -> nested(context, arguments)),
                new RehearseCommand(arguments -> nested(context, arguments)));
    }

    /// A command run by another one, whose stdout it leaves alone.
    private static int nested(RunContext context, List<String> arguments) {
        CommandLine line = commandLine(commands(context));
        line.setOut(line.getErr());
        return execute(line, arguments.toArray(String[]::new));
    }

    /// The whole command tree.
    static CommandLine commandLine(List<Object> commands) {
        var main = new Main();
        var line = new CommandLine(main);
        commands.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, _) -> main.misused(problem));
        line.setExecutionExceptionHandler((problem, command, _) -> main.failed(problem, command));
        return line;
    }

    /// Runs one command; whatever it throws becomes a message and an exit code.
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            // picocli reports exceptions only; a missing native library or a full heap is an error.
            Main main = line.getCommand();
            return main.failed(e, line);
        }
    }

    /// Without a command there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "which command? See murmur --help");
    }

    private int misused(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("murmur: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        if (debug) {
            problem.printStackTrace(err);
        }
        return ExitCodes.BAD_INPUT;
    }

    private int failed(Throwable problem, CommandLine command) {
        Failure failure = Failure.of(problem);
        failure.print(command.getErr(), problem, debug);
        return failure.exitCode();
    }

    /// Reads the version from the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "murmur " + (version == null ? "(unpackaged classes)" : version),
                "Java " + Runtime.version() + ""
            };
        }
    }
}
