package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Every command that opens models is told what they compute on, and asks for it before it reads
/// anything.
class DeviceOptionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run nowhere.yaml",
                "generate nowhere --prompt hello",
                "score nowhere nowhere.jsonl",
                "verify nowhere nowhere.json",
                "test --golden nowhere",
            })
    void aDeviceThatIsNotThereIsRefused(String command) {
        assertThat(refusal(command + " --device cuda:999"))
                .startsWith("murmur: device is cuda:999, but ");
        assertThat(refusal(command + " --device gpu"))
                .isEqualTo("murmur: device is 'gpu', must be auto, cpu, cuda or cuda:N\n");
    }

    private static String refusal(String command) {
        var err = new StringWriter();
        CommandLine line = Main.commandLine(Main.commands(RunContext.QUIET));
        line.setErr(new PrintWriter(err, true));
        assertThat(Main.execute(line, command.split(" "))).isEqualTo(ExitCodes.BAD_INPUT);
        return err.toString();
    }

    @Test
    void aStoppedRunGoesOnWhereItWas(@TempDir Path folder) throws Exception {
        Path recipe = TinyRuns.in(folder).recipe("sft");
        var stopped = new RunContext(Progress.NONE, () -> true);

        assertThat(Outcome.of(stopped, "run", recipe, "--device", "cpu").err())
                .endsWith(" --device cpu --resume\n");
    }
}
