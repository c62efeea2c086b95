package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.demo.Shell;
import dev.murmur.demo.TinyCommand;
import dev.murmur.metrics.RunContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RehearseCommandTest {
    private final List<List<String>> ran = new ArrayList<>();

    @Test
    void trainsGeneratesAndScoresAndLeavesNothing() {
        assertThat(new CommandLine(new RehearseCommand(this::really)).execute()).isZero();

        assertThat(ran)
                .extracting(List::getFirst)
                .containsExactly("tiny", "run", "run", "generate", "score");
        assertThat(Path.of(ran.getFirst().getLast())).doesNotExist();
    }

    @Test
    void whatFailsEndsIt() {
        Shell failing =
                arguments -> {
                    ran.add(arguments);
                    return ExitCodes.FAILED;
                };

        assertThat(new CommandLine(new RehearseCommand(failing)).execute())
                .isEqualTo(ExitCodes.FAILED);
        assertThat(ran).hasSize(1);
        assertThat(Path.of(ran.getFirst().getLast())).doesNotExist();
    }

    private int really(List<String> arguments) {
        ran.add(arguments);
        var printed = new StringWriter();
        CommandLine line =
                Main.commandLine(
                        List.of(
                                new TinyCommand(this::really),
                                new RunCommand(RunContext.QUIET),
                                new GenerateCommand(RunContext.QUIET),
                                new ScoreCommand(RunContext.QUIET)));
        line.setOut(new PrintWriter(printed, true));
        line.setErr(new PrintWriter(printed, true));
        int exitCode = Main.execute(line, arguments.toArray(String[]::new));
        assertThat(exitCode).as(printed.toString()).isZero();
        return exitCode;
    }
}
