package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// THIRD-PARTY.md names every jar that Murmur runs with.
class ThirdPartyTest {
    private static final Pattern NAME = Pattern.compile("([a-zA-Z._-]+?)-\\d.*\\.jar");

    /// On the class path of the tests only, or our own.
    private static final List<String> NOT_SHIPPED =
            List.of(
                    "archunit",
                    "junit",
                    "opentest4j",
                    "apiguardian",
                    "assertj",
                    "byte-buddy",
                    "murmur",
                    "surefire");

    @Test
    void everyJarIsListed() throws IOException {
        String page = Files.readString(Path.of("..", "THIRD-PARTY.md"));
        var shipped = new TreeSet<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var matcher = NAME.matcher(Path.of(entry).getFileName().toString());
            if (matcher.matches() && NOT_SHIPPED.stream().noneMatch(matcher.group(1)::startsWith)) {
                shipped.add(matcher.group(1));
            }
        }

        assertThat(shipped).hasSizeGreaterThan(20).contains("picocli", "pytorch");
        assertThat(shipped)
                .allSatisfy(jar -> assertThat(page).containsPattern("\\b" + jar + "\\b"));
    }
}
