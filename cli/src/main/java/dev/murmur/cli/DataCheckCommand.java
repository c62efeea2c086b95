package dev.murmur.cli;

import dev.murmur.data.DataCheck;
import dev.murmur.data.DataKind;
import dev.murmur.data.DataReport;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `murmur data check`.
@Command(
        name = "check",
        description = {
            "Read a data file to its end and say what is wrong with it and how it leans.",
            "Exit code 1 when there are findings, 2 when the file cannot be read."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  murmur data check pairs.jsonl",
            "  murmur data check nectar.parquet --model models/yi --max-tokens 2048",
            "",
            "With --model, lengths are in tokens and one row is shown as the model sees it, with",
            "what counts in the loss coloured (in [[ ]] where there are no colours)."
        })
final class DataCheckCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A .jsonl, .parquet or .csv file.")
    private @Nullable Path file;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "What the rows are: ${COMPLETION-CANDIDATES}. Default: what the first row's"
                            + " keys say.")
    private @Nullable DataKind kind;

    @Option(names = "--model", paramLabel = "DIR", description = "A model folder.")
    private @Nullable Path model;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "Chat template. Default: the model's own.")
    private @Nullable String template;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Longest prompt with one reply. Default: no limit.")
    private @Nullable Integer maxTokens;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Path data = Objects.requireNonNull(file);
        if (model == null && (maxTokens != null || template != null)) {
            throw new ParameterException(
                    command.commandLine(), "--max-tokens and --template need --model DIR");
        }
        DataReport report = model == null ? DataCheck.of(data, kind, null) : inTokens(data, model);
        PrintWriter out = command.commandLine().getOut();
        out.print(DataReportText.of(data, report, Ansi.AUTO.enabled()));
        out.flush();
        return report.findings().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private DataReport inTokens(Path data, Path folder) {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            ChatTemplate chat =
                    template == null ? ChatTemplates.detect(folder) : ChatTemplates.named(template);
            int limit = maxTokens == null ? Integer.MAX_VALUE : maxTokens;
            return DataCheck.of(
                    data, kind, new GroupEncoder(tokenizer, chat, limit, Overlong.DROP));
        }
    }
}
