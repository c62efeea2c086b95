package dev.murmur.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/// Files and folders that are either whole or not there, whatever kills the process.
public final class AtomicFiles {
    private AtomicFiles() {}

    /// Something that fills a file.
    @FunctionalInterface
    public interface TextBody {
        void writeTo(BufferedWriter writer) throws IOException;
    }

    /// Something that fills a folder.
    @FunctionalInterface
    public interface FolderBody {
        void writeTo(Path folder) throws IOException;
    }

    /// Writes UTF-8 text beside its final place, forces it to disk and renames it there.
    ///
    /// @throws UncheckedIOException if the disk refuses; the old file, if any, is then untouched
    public static void writeText(Path file, TextBody body) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(parent(file));
            try (BufferedWriter writer =
                    Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                body.writeTo(writer);
            }
            force(temporary);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            forceFolder(parent(file));
        } catch (IOException | UncheckedIOException e) {
            throw failed(file, temporary, e);
        } catch (RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /// Fills a folder beside its final place, forces its files to disk and renames it there,
    /// replacing what was there.
    ///
    /// No file system renames a folder over another, so the old one first steps aside, to
    /// `<name>.old`. A process killed just then leaves the old folder under that name; the next
    /// write puts it back before anything else.
    ///
    /// @throws UncheckedIOException if the disk refuses; the old folder, if any, is then untouched
    public static void writeFolder(Path folder, FolderBody body) {
        Path temporary = folder.resolveSibling(folder.getFileName() + ".tmp");
        Path old = folder.resolveSibling(folder.getFileName() + ".old");
        try {
            Files.createDirectories(parent(folder));
            recover(folder, old);
            deleteTree(temporary);
            Files.createDirectories(temporary);
            body.writeTo(temporary);
            try (var files = Files.walk(temporary)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    force(file);
                }
            }
            if (Files.exists(folder)) {
                Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(parent(folder));
            deleteTree(old);
        } catch (IOException | UncheckedIOException e) {
            throw failed(folder, temporary, e);
        } catch (RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /// Undoes or completes a replacement that was cut short.
    private static void recover(Path folder, Path old) throws IOException {
        if (Files.exists(old) && !Files.exists(folder)) {
            Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        deleteTree(old);
    }

    /// Lower-case hexadecimal SHA-256 of a file's bytes.
    public static String sha256(Path file) {
        try {
            return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes a file or a folder with all it holds; nothing happens if it is not there.
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static UncheckedIOException failed(Path target, Path temporary, Exception cause) {
        discard(temporary, cause);
        return new UncheckedIOException(
                "cannot write "
                        + target
                        + ": "
                        + cause.getMessage()
                        + "; nothing was changed there (is the disk full or read-only?)",
                cause instanceof UncheckedIOException unchecked
                        ? unchecked.getCause()
                        : (IOException) cause);
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            deleteTree(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(
                path.toAbsolutePath().getParent(), "a file system root is not a file");
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            // Windows does not open folders; there a rename is durable by itself.
            if (!System.getProperty("os.name").startsWith("Windows")) {
                throw e;
            }
        }
    }
}
