package dev.murmur.online;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the phases of a run folder, each once.
///
/// A phase writes its files first, each whole or not at all, and its done file last. So whatever
/// kills the process, the next start repeats only the phase that was not finished. A phase is
/// skipped when its done file says that it ran with the same settings on the same inputs, and its
/// files are still what it wrote; if they are not, it runs again.
///
/// How long a phase took goes to `timings.jsonl` and nowhere else: no other file of a run depends
/// on when or how often it was started.
public final class PhaseLedger {
    private static final Logger LOG = LoggerFactory.getLogger(PhaseLedger.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path timings;
    private final StopSignal stop;
    private final InstantSource clock;
    private final FileHashes hashes = new FileHashes();

    /// @param run the run folder
    public PhaseLedger(Path run, StopSignal stop, InstantSource clock) {
        this.timings = run.resolve("timings.jsonl");
        this.stop = stop;
        this.clock = clock;
    }

    /// Runs a phase unless it is finished.
    ///
    /// @param body writes every output of the phase
    /// @throws DataException if the phase was finished with other settings or inputs
    /// @throws StoppedException if somebody asked to stop; nothing of the phase has been done
    public void run(Phase phase, Runnable body) {
        run(phase, Optional.empty(), body);
    }

    /// The same for a phase that other runs may have done: its files are taken from there, or else
    /// kept for them.
    ///
    /// @param shared where runs keep what they have in common
    /// @param body as [#run(Phase, Runnable)]; it writes files, no folders
    public void run(Phase phase, PhaseCache shared, Runnable body) {
        run(phase, Optional.of(shared), body);
    }

    private void run(Phase phase, Optional<PhaseCache> shared, Runnable body) {
        SortedMap<String, String> inputs = hashes.of(phase.inputs());
        if (isFinished(phase, inputs)) {
            LOG.info("{} is finished", phase.title());
            return;
        }
        if (stop.requested()) {
            throw new StoppedException("stopped before " + phase.title());
        }
        LOG.info("{} begins", phase.title());
        Instant start = clock.instant();
        PhaseRecord now = PhaseRecord.of(phase, inputs, new TreeMap<>());
        if (shared.isEmpty() || !shared.get().take(phase, now)) {
            body.run();
            PhaseRecord done = record(phase, inputs);
            shared.ifPresent(cache -> cache.keep(phase, done));
        }
        record(phase, inputs).write(phase.doneFile());
        time(phase, Duration.between(start, clock.instant()));
    }

    /// Lets a phase run again although it is finished.
    void forget(Phase phase) {
        try {
            Files.deleteIfExists(phase.doneFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + phase.doneFile(), e);
        }
    }

    private boolean isFinished(Phase phase, SortedMap<String, String> inputs) {
        if (!Files.exists(phase.doneFile())) {
            return false;
        }
        PhaseRecord done = PhaseRecord.read(phase.doneFile());
        PhaseRecord now = PhaseRecord.of(phase, inputs, done.files());
        if (!done.key().equals(now.key())) {
            throw new DataException(
                    phase.doneFile()
                            + ": "
                            + phase.title()
                            + " was finished with other settings or inputs: "
                            + String.join("; ", done.changesTo(now))
                            + "; set them back to go on here, or start anew in another output"
                            + " folder");
        }
        return done.files().entrySet().stream()
                .allMatch(file -> isUnchanged(phase, file.getKey(), file.getValue()));
    }

    private boolean isUnchanged(Phase phase, String name, String hash) {
        Path file = phase.folder().resolve(name);
        if (Files.exists(file) && hashes.of(file).equals(hash)) {
            return true;
        }
        LOG.warn("{} is missing or changed; {} runs again", file, phase.title());
        return false;
    }

    /// @return what a phase that has just been run depended on and wrote
    private PhaseRecord record(Phase phase, SortedMap<String, String> inputs) {
        var outputs = new TreeMap<String, Path>();
        for (String name : phase.outputs()) {
            outputs.put(name, phase.folder().resolve(name));
            hashes.forget(phase.folder().resolve(name));
        }
        return PhaseRecord.of(phase, inputs, hashes.of(outputs));
    }

    private void time(Phase phase, Duration duration) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("phase", phase.title());
        line.put("seconds", duration.toMillis() / 1000.0);
        try {
            Files.writeString(
                    timings,
                    JSON.writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + timings, e);
        }
    }
}
