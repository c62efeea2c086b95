package dev.murmur.benchmark;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/// Where a benchmark's data lies: its own files, which nobody may hand on but who made them.
/// Remembers what was read.
final class BenchmarkFolder {
    /// What [#conditions] calls the hash of what is asked.
    static final String PROMPTS = "prompts";

    private final Path root;
    private final String source;
    private final SortedMap<String, String> read = new TreeMap<>();

    /// @param root the benchmark's folder
    /// @param source where to get it, for messages
    BenchmarkFolder(Path root, String source) {
        this.root = root;
        this.source = source;
    }

    /// The folders in it, sorted: subjects of a benchmark that has a folder each.
    ///
    /// @param others folders that are not
    List<String> subjects(Set<String> others) {
        requireFolder();
        try (Stream<Path> paths = Files.list(root)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !others.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows of a split, of `test.jsonl`, or of all files that Hugging Face would name
    /// `test-00000-of-00002.parquet`.
    ///
    /// @param subject a folder, or empty
    /// @throws DataException saying what to get and where to put it, if there is none
    List<BenchmarkRow> rows(String subject, String split) {
        var rows = new ArrayList<BenchmarkRow>();
        for (Path file : files(subject, split)) {
            read.put(root.relativize(file).toString(), AtomicFiles.sha256(file));
            rows.addAll(BenchmarkRow.all(file));
        }
        return rows;
    }

    /// A text file of the benchmark.
    ///
    /// @throws DataException saying what to get and where to put it, if there is none
    String text(String name) {
        requireFolder();
        Path file = root.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + " is not there; put " + name + " of " + source + " there");
        }
        read.put(name, AtomicFiles.sha256(file));
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// A table that the benchmark can do without.
    Optional<Path> optional(String stem) {
        Optional<Path> file = matching(root, stem).stream().findFirst();
        file.ifPresent(
                path -> read.put(root.relativize(path).toString(), AtomicFiles.sha256(path)));
        return file;
    }

    /// @param n how many items were read
    /// @param published how many the benchmark has
    /// @throws DataException if the two differ
    void requireWhole(String benchmark, int n, int published) {
        if (n != published) {
            throw new DataException(
                    root
                            + " has "
                            + n
                            + " questions, "
                            + benchmark
                            + " has "
                            + published
                            + "; figures of others are not the benchmark's: complete the data, or"
                            + " set a limit, and the result is marked as a part");
        }
    }

    /// What answers depend on: what is given, the files that were read, and what is asked.
    ///
    /// @param asked the items' texts are all that is asked
    SortedMap<String, String> conditions(Map<String, String> given, List<?> asked) {
        var all = new TreeMap<>(given);
        read.forEach((file, hash) -> all.put("data " + file, "sha256:" + hash));
        all.put(PROMPTS, "sha256:" + hash(asked));
        return all;
    }

    /// Item by item, for all texts at once may be hundreds of megabytes.
    private static String hash(List<?> items) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        items.forEach(item -> DigestUtils.updateDigest(digest, item + "\n"));
        return Hex.encodeHexString(digest.digest());
    }

    private List<Path> files(String subject, String split) {
        requireFolder();
        Path folder = root.resolve(subject);
        List<Path> files = matching(folder, split);
        if (files.isEmpty()) {
            throw new DataException(
                    folder
                            + " has no file of the split '"
                            + split
                            + "'; put "
                            + split
                            + ".parquet (or .jsonl, .json, .csv) of "
                            + source
                            + " there");
        }
        return files;
    }

    /// The files of a split, sorted.
    private static List<Path> matching(Path folder, String split) {
        Pattern name =
                Pattern.compile(
                        Pattern.quote(split)
                                + "(-\\d+-of-\\d+)?\\.(parquet|jsonl|json|csv|csv\\.gz)");
        try (Stream<Path> paths = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            return paths.filter(path -> name.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireFolder() {
        if (!Files.isDirectory(root)) {
            throw new DataException(
                    root + " is not there; it should hold " + source + " (docs/benchmarks)");
        }
    }
}
