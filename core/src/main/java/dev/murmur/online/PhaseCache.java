package dev.murmur.online;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What phases of several runs wrote, by what it depends on: `<folder>/<phase>/<key>/` holds a
/// phase's files and, in `phase.json`, its settings and the hashes of its inputs, of which the key
/// is the SHA-256. A run that would do the same takes the files.
///
/// Deleting the folder, or any in it, is always safe.
///
/// @param folder shared by the runs
public record PhaseCache(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(PhaseCache.class);
    private static final String RECORD = "phase.json";

    /// Copies a phase's files to where it writes.
    ///
    /// @param now what it depends on; its files do not matter
    /// @return false if they are not here, or not what was written
    boolean take(Phase phase, PhaseRecord now) {
        Path entry = entry(now);
        if (!isWhole(phase, entry)) {
            return false;
        }
        phase.outputs().forEach(name -> copy(entry.resolve(name), phase.folder().resolve(name)));
        LOG.info("{} is taken from {}", phase.title(), entry);
        return true;
    }

    private static boolean isWhole(Phase phase, Path entry) {
        if (!Files.exists(entry.resolve(RECORD))) {
            return false;
        }
        PhaseRecord kept = PhaseRecord.read(entry.resolve(RECORD));
        for (String name : phase.outputs()) {
            Path file = entry.resolve(name);
            if (!Files.exists(file) || !AtomicFiles.sha256(file).equals(kept.files().get(name))) {
                LOG.warn("{} is missing or changed; {} runs again", file, phase.title());
                return false;
            }
        }
        return true;
    }

    private static void copy(Path from, Path to) {
        Path temporary = to.resolveSibling(to.getFileName() + ".tmp");
        try {
            Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    temporary,
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from + " to " + to, e);
        }
    }

    /// Keeps what a finished phase wrote, all of it files. Runs at the same time may keep the same:
    /// the first stays.
    void keep(Phase phase, PhaseRecord done) {
        Path entry = entry(done);
        if (isWhole(phase, entry)) {
            return;
        }
        try {
            AtomicFiles.deleteTree(entry); // damaged
            Files.createDirectories(entry.getParent());
            Path own = Files.createTempDirectory(entry.getParent(), "new-");
            for (String name : phase.outputs()) {
                Files.copy(phase.folder().resolve(name), own.resolve(name));
            }
            done.write(own.resolve(RECORD));
            place(own, entry);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + phase.title() + " in " + entry, e);
        }
    }

    private static void place(Path own, Path entry) throws IOException {
        try {
            Files.move(own, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            AtomicFiles.deleteTree(own);
            if (!Files.exists(entry)) {
                throw e;
            }
        }
    }

    private Path entry(PhaseRecord record) {
        return folder.resolve(record.phase()).resolve(record.key());
    }
}
