package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.DataException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpListsTheCommandsAndExitCodes() {
        assertThat(run(null, "--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("Commands:", "train", "Exit codes:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aCommandThatReturnsIsDone() {
        assertThat(run(null, "train", "--steps", "3")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("3 steps");
    }

    @Test
    void badDataIsOneLineAndTwo() {
        int exitCode = run(new DataException("data/pairs.jsonl:3: 'chosen' is empty"), "train");

        assertThat(exitCode).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("murmur: data/pairs.jsonl:3: 'chosen' is empty\n");
    }

    @Test
    void debugAddsTheStackTraceWhereverItStands() {
        run(new DataException("no"), "--debug", "train");
        assertThat(err.toString()).contains("\tat ");
        err.getBuffer().setLength(0);

        run(new DataException("no"), "train", "--debug");
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void anErrorOfTheVirtualMachineIsReportedToo() {
        int exitCode = run(new UnsatisfiedLinkError("no jnitorch in java.library.path"), "train");

        assertThat(exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("no jnitorch in java.library.path", "\tat ");
    }

    @Test
    void aMisspeltOptionNamesTheNearestOne() {
        assertThat(run(null, "train", "--stepz")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString())
                .contains("Unknown option: '--stepz'", "--steps", "See murmur train --help");
    }

    @Test
    void aMisspeltCommandNamesTheNearestOne() {
        assertThat(run(null, "trian")).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("'trian'", "Did you mean", "train");
    }

    @Test
    void noCommandIsAQuestionNotASilence() {
        assertThat(run(null)).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("which command?", "See murmur --help");
    }

    private int run(Throwable thrown, String... args) {
        CommandLine line = Main.commandLine(List.of(new Train(thrown)));
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return Main.execute(line, args);
    }

    @Command(
            name = "train",
            description = "Stands for any command.",
            mixinStandardHelpOptions = true)
    private static final class Train implements Runnable {
        private final Throwable thrown;

        @Option(names = "--steps", description = "How many.")
        private int steps;

        @Spec private CommandSpec spec;

        Train(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void run() {
            switch (thrown) {
                case null -> spec.commandLine().getOut().println(steps + " steps");
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(thrown);
            }
        }
    }
}
