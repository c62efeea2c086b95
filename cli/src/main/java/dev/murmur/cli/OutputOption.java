package dev.murmur.cli;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where a command's lines go.
final class OutputOption {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the lines go; whole or not there. Default: stdout.")
    private @Nullable Path output;

    /// Something that writes lines.
    @FunctionalInterface
    interface Lines {
        void writeTo(Writer out) throws IOException;
    }

    void write(Lines lines) throws IOException {
        if (output == null) {
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            lines.writeTo(out);
            out.flush();
        } else {
            AtomicFiles.writeText(output, lines::writeTo);
        }
    }
}
