package dev.murmur.cli;

import dev.murmur.metrics.RunContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/// What a command returned and printed.
record Outcome(int exitCode, String out, String err) {
    /// Runs a command in this process.
    static Outcome of(RunContext context, Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Main.commandLine(List.of(new RunCommand(context), new GenerateCommand(context)));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode =
                Main.execute(line, Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    static Outcome of(Object... args) {
        return of(RunContext.QUIET, args);
    }
}
