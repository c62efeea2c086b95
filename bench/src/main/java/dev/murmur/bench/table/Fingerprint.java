package dev.murmur.bench.table;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/// Tells whether what was measured is still what would be measured: a hash of our classes, the
/// peers' scripts and the recipes.
final class Fingerprint {
    private Fingerprint() {}

    static String ofSources() {
        List<Path> roots =
                Stream.concat(
                                Stream.of(
                                                System.getProperty("java.class.path")
                                                        .split(File.pathSeparator))
                                        .map(Path::of)
                                        .filter(Files::isDirectory),
                                Stream.of(Path.of("bench", "peers"), Path.of("bench", "recipes")))
                        .toList();
        try {
            MessageDigest digest = DigestUtils.getSha256Digest();
            for (Path root : roots) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        digest.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
