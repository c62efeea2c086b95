package dev.murmur.cli;

import dev.murmur.data.DataException;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CheckpointException;
import dev.murmur.recipe.RecipeException;
import dev.murmur.sandbox.SandboxException;
import dev.murmur.text.TokenizerException;
import dev.murmur.training.NonFiniteLossException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/// How a failed command is reported: an exit code, one line for people, and whether the stack trace
/// is of use to them.
///
/// @param exitCode one of [ExitCodes]
/// @param line what is wrong, where, and what would be right
/// @param unexpected whether the cause is unknown, so that the stack trace is always shown
record Failure(int exitCode, String line, boolean unexpected) {
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case StoppedException e -> expected(ExitCodes.STOPPED, e);
            case RecipeException e -> expected(ExitCodes.BAD_INPUT, e);
            case DataException e -> expected(ExitCodes.BAD_INPUT, e);
            case CheckpointException e -> expected(ExitCodes.BAD_INPUT, e);
            case TokenizerException e -> expected(ExitCodes.BAD_INPUT, e);
            case SandboxException e -> expected(ExitCodes.BAD_INPUT, e);
            case IllegalArgumentException e -> expected(ExitCodes.BAD_INPUT, e);
            case NonFiniteLossException e -> expected(ExitCodes.FAILED, e);
            case UncheckedIOException e -> io(e, String.valueOf(e.getMessage()));
            case IOException e -> io(e, e.toString());
            case OutOfMemoryError e -> outOfMemory(e);
            default -> new Failure(ExitCodes.FAILED, "internal error: " + thrown, true);
        };
    }

    /// Prints the line, and the stack trace when asked for or of use.
    void print(PrintWriter err, Throwable thrown, boolean debug) {
        err.println("murmur: " + line);
        if (debug || unexpected) {
            thrown.printStackTrace(err);
        }
        err.flush();
    }

    private static Failure expected(int exitCode, RuntimeException e) {
        return new Failure(exitCode, String.valueOf(e.getMessage()), e.getMessage() == null);
    }

    private static Failure io(Throwable thrown, String message) {
        Throwable root = thrown.getCause() == null ? thrown : thrown.getCause();
        return root instanceof NoSuchFileException e
                ? new Failure(ExitCodes.BAD_INPUT, e.getFile() + " does not exist", false)
                : new Failure(ExitCodes.FAILED, message, false);
    }

    private static Failure outOfMemory(OutOfMemoryError e) {
        return new Failure(
                ExitCodes.FAILED,
                "out of memory ("
                        + e.getMessage()
                        + "); the Java heap may use "
                        + Runtime.getRuntime().maxMemory() / (1 << 20)
                        + " MiB, MURMUR_JAVA_OPTS=-Xmx8g raises that",
                false);
    }
}
