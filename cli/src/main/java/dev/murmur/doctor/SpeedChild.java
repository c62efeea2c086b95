package dev.murmur.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Measures [Speed] in a JVM of its own, since the variables of [NativeSettings] are read only when
/// libraries are loaded.
final class SpeedChild {
    private static final long SECONDS = 60;

    private SpeedChild() {}

    /// @param change applied to a copy of this process's environment
    /// @throws IOException if the child does not start, fails, or takes longer than a minute
    static Speed measure(Consumer<Map<String, String>> change)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Xmn48m",
                        "-XX:SurvivorRatio=3",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpeedProbe.class.getName());
        change.accept(builder.environment());
        Process child = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a measurement took longer than " + SECONDS + " s");
            }
            String printed = new String(child.getInputStream().readAllBytes(), UTF_8);
            if (child.exitValue() != 0) {
                throw new IOException("a measurement ended with code " + child.exitValue());
            }
            return new JsonMapper().readValue(printed, Speed.class);
        } finally {
            child.destroyForcibly();
        }
    }
}
