package dev.murmur.bench.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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
                throw missing(python, said.strip().lines().reduce("", (_, last) -> last));
            }
        } catch (IOException e) {
            throw missing(python, "it cannot be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static BenchException missing(Path python, String why) {
        return new BenchException(
                """
                %s cannot run the peers (%s). Make an environment for them, some 2 GB:
                  python3 -m venv target/bench/venv
                  target/bench/venv/bin/pip install -r %s
                or name one with --python.\
                """
                        .formatted(python, why, REQUIREMENTS));
    }
}
