package dev.murmur.online;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// SHA-256 of files. A file is read once, however often a model folder is asked for; whoever writes
/// a file must [#forget] it.
public final class FileHashes {
    private final Map<Path, String> known = new HashMap<>();

    /// Hashes of files and of everything in folders.
    ///
    /// @param paths name to file or folder
    /// @return name, or name and path inside the folder, to hash
    public SortedMap<String, String> of(Map<String, Path> paths) {
        var hashes = new TreeMap<String, String>();
        paths.forEach((name, path) -> {
            for (Path file : files(path)) {
                hashes.put(name(name, path, file), of(file));
            }
        });
        return hashes;
    }

    String of(Path file) {
        return known.computeIfAbsent(file.toAbsolutePath().normalize(), AtomicFiles::sha256);
    }

    void forget(Path fileOrFolder) {
        Path root = fileOrFolder.toAbsolutePath().normalize();
        known.keySet().removeIf(file -> file.startsWith(root));
    }

    private static String name(String name, Path root, Path file) {
        var full = new StringBuilder(name);
        if (!file.equals(root)) {
            root.relativize(file).forEach(part -> full.append('/').append(part));
        }
        return full.toString();
    }

    private static List<Path> files(Path path) {
        if (!Files.exists(path)) {
            throw new DataException(path + " does not exist");
        }
        try (var paths = Files.walk(path)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
