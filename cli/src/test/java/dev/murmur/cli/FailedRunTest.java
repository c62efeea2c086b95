package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import dev.murmur.model.CausalLm;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Runs on good input that fail on the way: one clear line, exit code 1.
class FailedRunTest {
    @TempDir Path folder;

    @Test
    void aLossThatIsNoNumberThriceEndsTheRunAndKeepsTheBatches() throws IOException {
        var runs = TinyRuns.in(folder);
        breakWeights(folder.resolve("chat"));
        Outcome outcome = Outcome.of("run", runs.recipe("sft"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err())
                .startsWith("murmur: step 3: loss is NaN, for the third time; training stopped.")
                .contains(runs.run() + "/non-finite-step-*.jsonl", "learning rate");
        for (int step = 1; step <= 3; step++) {
            assertThat(runs.run().resolve("non-finite-step-" + step + ".jsonl"))
                    .content()
                    .hasLineCount(2)
                    .contains("prompt_ids");
        }
        assertThat(runs.run().resolve("model")).doesNotExist();
    }

    @Test
    void aReferenceThatGivesNoNumbersIsNamedBeforeTraining() throws IOException {
        var runs = TinyRuns.in(folder);
        breakWeights(folder.resolve("chat"));
        Outcome outcome = Outcome.of("run", runs.recipe("preference"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("log-probs of '1' differ by NaN nats");
    }

    /// A process that may not write large files sees what one on a full disk sees: a write that
    /// fails half way.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDiskThatIsFullLosesTheModelAndNothingElse() throws Exception {
        var runs = TinyRuns.in(folder);
        assertThat(Outcome.of("run", runs.recipe("sft")).exitCode()).isEqualTo(ExitCodes.OK);
        Map<String, String> whole = runs.hashes();
        AtomicFiles.deleteTree(runs.run());

        Process process = new ProcessBuilder(limited(runs, 8)).start();
        process.getOutputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isEqualTo(ExitCodes.FAILED);
        assertThat(err)
                .containsPattern(
                        "(?m)^murmur: cannot write .*checkpoints/step-1: File too large; nothing"
                                + " was changed there \\(is the disk full or read-only\\?\\)$");
        assertThat(runs.hashes()).doesNotContainKeys("train.done.json", "model/config.json");

        Outcome resumed = Outcome.of("run", runs.recipe("sft"), "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCodes.OK);
        assertThat(runs.hashes()).isEqualTo(whole);
    }

    /// @param blocks most that a file may have, of 512 bytes or, in some shells, 1024
    private static List<String> limited(TinyRuns runs, int blocks) {
        var command =
                new ArrayList<>(
                        List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
        command.addAll(ChildProcess.command("run", runs.recipe("sft")));
        return command;
    }

    private static void breakWeights(Path model) {
        try (CausalLm lm = CausalLm.trainable(model, Dtype.FLOAT32);
                var _ = new NoGradGuard()) {
            lm.parameters().all().values().forEach(w -> w.fill_(new Scalar(Double.NaN)));
            lm.save(model, "");
        }
    }
}
