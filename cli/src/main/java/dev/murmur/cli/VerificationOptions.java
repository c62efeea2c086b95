package dev.murmur.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/// When a difference is too large, and how comparisons are shown.
final class VerificationOptions {
    @Option(
            names = "--tolerance",
            paramLabel = "X",
            defaultValue = "1e-4",
            description =
                    "Largest absolute difference of a number that passes; ids have to be equal."
                            + " Default: 1e-4.")
    private double tolerance;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    /// @throws IllegalArgumentException if it is no distance
    double tolerance() {
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "--tolerance is " + tolerance + ", must be 0 or more (1e-4 is usual)");
        }
        return tolerance;
    }

    /// @return the exit code
    int report(Verification verification, PrintWriter out) throws IOException {
        out.println(json ? verification.json() : verification.table());
        out.flush();
        return verification.passed() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
