package dev.murmur.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.TokenGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps batches whose loss or gradient is not finite for inspection, and ends training after a few
/// of them.
final class NonFiniteGuard {
    private static final Logger LOG = LoggerFactory.getLogger(NonFiniteGuard.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Steps that may be skipped before training stops.
    static final int LIMIT = 3;

    private final Path folder;
    private int skipped;

    /// @param skipped steps before, in a run that goes on
    NonFiniteGuard(Path folder, int skipped) {
        this.folder = folder;
        this.skipped = skipped;
    }

    /// Steps that were not applied so far.
    int skipped() {
        return skipped;
    }

    /// Records a step that was not applied.
    ///
    /// @throws NonFiniteLossException at the third
    void skip(long step, String what, double value, List<TokenGroup> batch) {
        skipped++;
        Path file = folder.resolve("non-finite-step-" + step + ".jsonl");
        AtomicFiles.writeText(
                file,
                writer -> {
                    for (TokenGroup group : batch) {
                        writer.write(
                                JSON.writeValueAsString(
                                        Map.of(
                                                "id",
                                                group.id(),
                                                "prompt_ids",
                                                group.prompt(),
                                                "reply_ids",
                                                group.replies().stream()
                                                        .map(r -> r.ids())
                                                        .toList())));
                        writer.newLine();
                    }
                });
        LOG.warn(
                "step {}: {} is {}; the step was skipped and its batch kept in {}",
                step,
                what,
                value,
                file);
        if (skipped == LIMIT) {
            throw new NonFiniteLossException(
                    "step "
                            + step
                            + ": "
                            + what
                            + " is "
                            + value
                            + ", for the third time; training stopped. The batches are in "
                            + folder
                            + "/non-finite-step-*.jsonl; a lower learning rate or max_grad_norm usually helps");
        }
    }
}
