package dev.murmur.online;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules that end a run early. One that trips ends it cleanly: everything is written, the
/// reason is in `stopped.json`, and with other rules the run goes on from there.
public final class StopRules {
    public static final String FILE = "stopped.json";

    private static final Logger LOG = LoggerFactory.getLogger(StopRules.class);

    private final Path run;
    private final List<StopRule> rules;

    private final boolean wasEnded;

    /// Forgets why the run was ended before: it is judged anew.
    ///
    /// @param run the run folder
    public StopRules(Path run, List<StopRule> rules) {
        this.run = run;
        this.rules = List.copyOf(rules);
        try {
            this.wasEnded = Files.deleteIfExists(run.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why a run was ended: `stopped.json`.
    ///
    /// @param after the iteration, by its folder's name
    /// @param reasons one a rule
    /// @param lastGood the model before it, which no rule objected to
    @JsonNaming(SnakeCaseStrategy.class)
    public record Stopped(String after, List<String> reasons, String lastGood) {}

    /// Whether rules, these or others, ended the run before.
    boolean wasEnded() {
        return wasEnded;
    }

    /// Applies the rules to an iteration.
    ///
    /// @param folder of the iteration
    /// @param lastGood folder of the model before it
    /// @return whether the run ends here, with `lastGood` as what it came to
    public boolean trip(Path folder, Monitors monitors, Path lastGood) {
        List<String> reasons =
                rules.stream()
                        .map(rule -> rule.tripped(monitors))
                        .flatMap(Optional::stream)
                        .toList();
        if (reasons.isEmpty()) {
            return false;
        }
        String after = String.valueOf(folder.getFileName());
        EvaluationFiles.write(run.resolve(FILE), new Stopped(after, reasons, lastGood.toString()));
        LOG.warn(
                "{} ended after {}: {}; the last good model is {}",
                run,
                after,
                String.join("; ", reasons),
                lastGood);
        return true;
    }
}
