package dev.murmur.cli;

import dev.murmur.data.AtomicFiles;
import dev.murmur.demo.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `murmur rehearse`: a little of the usual work, for the launcher, which has the JVM note what it
/// loads and compiles meanwhile and keeps that for later starts.
@Command(
        name = "rehearse",
        hidden = true,
        description =
                "Train, generate and score a little; the launcher does this once, to start faster later.",
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    private final Shell shell;

    /// @param shell how to run the other commands
    RehearseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("murmur-rehearsal");
        try {
            for (List<String> command : commands(folder)) {
                int exitCode = shell.run(command);
                if (exitCode != ExitCodes.OK) {
                    return exitCode;
                }
            }
            return ExitCodes.OK;
        } finally {
            AtomicFiles.deleteTree(folder);
        }
    }

    private static List<List<String>> commands(Path folder) throws IOException {
        Path models = folder.resolve("models");
        Path data = folder.resolve("data");
        Path reward = folder.resolve("reward-model");
        Path recipe = folder.resolve("reward-model.yaml");
        Path candidates = folder.resolve("candidates.jsonl");
        Files.writeString(
                recipe,
                """
                kind: reward-model
                name: rehearsal
                output: '%s'
                model: {path: '%s'}
                data: {path: '%s', max_tokens: 256}
                loss: {type: bradley-terry}
                training: {learning_rate: 1e-3, batch_size: 16}
                """
                        .formatted(reward, models.resolve("base"), data.resolve("pairs.jsonl")));
        return List.of(
                List.of("tiny", "-o", folder.toString()),
                List.of("run", recipe.toString()),
                List.of(
                        "generate",
                        models.resolve("chat").resolve("model").toString(),
                        "--prompts",
                        data.resolve("prompts-heldout.jsonl").toString(),
                        "--max-new-tokens",
                        "8",
                        "-o",
                        candidates.toString()),
                List.of(
                        "score",
                        reward.resolve("model").toString(),
                        candidates.toString(),
                        "-o",
                        folder.resolve("scores.jsonl").toString()));
    }
}
