package dev.murmur.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import dev.murmur.doctor.Examination;
import dev.murmur.doctor.Finding;
import dev.murmur.doctor.Finding.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `murmur doctor`.
@Command(
        name = "doctor",
        description = {
            "Check this machine: JDK, memory, libtorch, GPU, settings and measured speed.",
            "Takes some seconds. Exit code 1 when something is broken."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  murmur doctor                      a table, and what to do",
            "  murmur doctor --json | jq .speed   GFLOP/s of this machine"
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Examination examination = Examination.of(Path.of(""));
        out.println(json ? json(examination) : table(examination.findings()));
        out.flush();
        return examination.healthy() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    static String json(Examination examination) throws JsonProcessingException {
        var object = new LinkedHashMap<String, Object>();
        object.put("healthy", examination.healthy());
        examination.speed().ifPresent(speed -> object.put("speed", speed));
        object.put("findings", examination.findings());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(object);
    }

    static String table(List<Finding> findings) {
        var text = new StringBuilder();
        text.append(
                AsciiTable.getTable(
                        AsciiTable.NO_BORDERS,
                        findings,
                        List.of(
                                left("").with(f -> f.status() == Status.OK ? "" : label(f)),
                                left("what").with(Finding::topic),
                                left("found").with(Finding::value))));
        for (Finding finding : findings) {
            if (!finding.advice().isEmpty()) {
                text.append(System.lineSeparator())
                        .append(label(finding))
                        .append(", ")
                        .append(finding.topic())
                        .append(": ")
                        .append(finding.advice());
            }
        }
        return text.toString();
    }

    private static String label(Finding finding) {
        return finding.status().name().toLowerCase(Locale.ROOT);
    }

    private static Column left(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(100, OverflowBehaviour.NEWLINE);
    }
}
