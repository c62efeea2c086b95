package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir Path folder;

    @Test
    void aWrittenFileReplacesTheOldOneAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("new/file.txt");

        AtomicFiles.writeText(file, writer -> writer.write("one"));
        AtomicFiles.writeText(file, writer -> writer.write("zwölf"));

        assertThat(file).hasContent("zwölf");
        assertThat(entries(folder.resolve("new"))).containsExactly(file);
    }

    @Test
    void aFullDiskLeavesTheOldFileAndSaysSo() throws IOException {
        Path file = folder.resolve("file.txt");
        AtomicFiles.writeText(file, writer -> writer.write("old"));

        assertThatThrownBy(() ->
                        AtomicFiles.writeText(
                                file,
                                writer -> {
                                    writer.write("half of the n");
                                    throw new IOException("No space left on device");
                                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "cannot write "
                                + file
                                + ": No space left on device; nothing was changed there (is the"
                                + " disk full or read-only?)");

        assertThat(file).hasContent("old");
        assertThat(entries(folder)).containsExactly(file);
    }

    @Test
    void aWrittenFolderReplacesTheOldOneWhole() throws IOException {
        Path model = folder.resolve("model");
        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "1"));
        AtomicFiles.writeFolder(
                model,
                path -> {
                    Files.createDirectories(path.resolve("deep"));
                    Files.writeString(path.resolve("deep/b"), "2");
                });

        assertThat(model.resolve("deep/b")).hasContent("2");
        assertThat(model.resolve("a")).doesNotExist();
        assertThat(entries(folder)).containsExactly(model);
    }

    @Test
    void aFolderThatFailsHalfWayLeavesTheOldOne() throws IOException {
        Path model = folder.resolve("model");
        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "1"));

        assertThatThrownBy(() ->
                        AtomicFiles.writeFolder(
                                model,
                                path -> {
                                    Files.writeString(path.resolve("a"), "2");
                                    throw new UncheckedIOException(
                                            new IOException("No space left on device"));
                                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write " + model)
                .hasMessageContaining("No space left on device");

        assertThat(model.resolve("a")).hasContent("1");
        assertThat(entries(folder)).containsExactly(model);
    }

    @Test
    void whatAKilledProcessLeftBesideDoesNoHarm() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(folder.resolve("model.tmp"));
        Files.writeString(folder.resolve("model.tmp/stale"), "x");

        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "1"));

        assertThat(entries(model)).containsExactly(model.resolve("a"));
    }

    /// Between the two renames of a replacement there is no folder of that name.
    @Test
    void aReplacementKilledBetweenItsRenamesLosesNothing() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(folder.resolve("model.old"));
        Files.writeString(folder.resolve("model.old/a"), "old");
        Files.createDirectories(folder.resolve("model.tmp"));

        assertThatThrownBy(() ->
                        AtomicFiles.writeFolder(
                                model,
                                _ -> {
                                    throw new IOException("No space left on device");
                                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(model.resolve("a")).hasContent("old");

        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "new"));
        assertThat(model.resolve("a")).hasContent("new");
        assertThat(entries(folder)).containsExactly(model);
    }

    @Test
    void aReplacementKilledBeforeItCleanedUpIsCleanedUpByTheNext() throws IOException {
        Path model = folder.resolve("model");
        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "1"));
        Files.createDirectories(folder.resolve("model.old"));
        Files.writeString(folder.resolve("model.old/a"), "0");

        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "2"));

        assertThat(model.resolve("a")).hasContent("2");
        assertThat(entries(folder)).containsExactly(model);
    }

    /// The old folder is there, whole, at every moment until the new one is.
    @Test
    void theOldFolderStaysWhileTheNewOneIsFilled() throws IOException {
        Path model = folder.resolve("model");
        AtomicFiles.writeFolder(model, path -> Files.writeString(path.resolve("a"), "1"));

        AtomicFiles.writeFolder(
                model,
                path -> {
                    Files.writeString(path.resolve("a"), "2");
                    assertThat(model.resolve("a")).hasContent("1");
                });

        assertThat(model.resolve("a")).hasContent("2");
    }

    /// The digest of "abc" from FIPS 180-2, appendix B.1.
    @Test
    void theHashIsSha256() throws IOException {
        Path file = Files.writeString(folder.resolve("abc"), "abc");

        assertThat(AtomicFiles.sha256(file))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
