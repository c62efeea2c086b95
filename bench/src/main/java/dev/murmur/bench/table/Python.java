package dev.murmur.bench.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds out before any work whether an interpreter has what the peers need.
final class Python {
    private static final String REQUIREMENTS = "bench/peers/requirements.txt";

    private Python() {}

    /// @throws BenchException that says how to make one
    static void require(Path python) {
        try {
            Process process =
                    new ProcessBuilder(python.toString(), "-c", "import torch, transformers, trl")
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw missing(python, said.lines().reduce("", (_, last) -> last), null);
            }
        } catch (IOException e) {
            throw missing(python, "it cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static BenchException missing(Path python, String why, @Nullable IOException cause) {
        return new BenchException(
                """
                %s cannot run the peers (%s). Make an environment for them, some 2 GB:
                  python3 -m venv target/bench/venv
                  target/bench/venv/bin/pip install -r %s
                or name one with --python.\
                """
                        .formatted(python, why, REQUIREMENTS),
                cause);
    }
}
