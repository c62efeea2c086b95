package dev.murmur.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Native memory is freed by scopes, not by the garbage collector: a JVM without a collector holds
/// as many native objects after a hundred more steps of each kind of work as before them.
class LeakTest {
    @TempDir Path folder;

    @Test
    void aHundredStepsOfAnyWorkLeaveNoNativeObjectBehind() throws Exception {
        assertThat(grown("work"))
                .as("native objects left by 100 steps")
                .containsOnlyKeys(
                        "sft",
                        "bfloat16",
                        "adapter",
                        "preference",
                        "coupled",
                        "ranking",
                        "chunked-head",
                        "generation",
                        "scoring")
                .allSatisfy((_, objects) -> assertThat(objects).isZero());
    }

    @Test
    void theCheckSeesOneTensorAStepKeptOutsideAnyScope() throws Exception {
        assertThat(grown("planted").get("planted")).isGreaterThanOrEqualTo(LeakProbe.STEPS);
    }

    /// Native objects that each kind of work of the probe left.
    private Map<String, Integer> grown(String work) throws IOException, InterruptedException {
        Process probe =
                new ProcessBuilder(command(work))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(probe.waitFor()).as("exit code of the probe, which wrote\n" + output).isZero();
        var grown = new TreeMap<String, Integer>();
        output.lines()
                .map(line -> line.split(" "))
                .forEach(words -> grown.put(words[0], Integer.valueOf(words[1])));
        return grown;
    }

    private List<String> command(String work) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-X") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(
                Arrays.asList(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:+UseEpsilonGC",
                        "-XX:EpsilonMaxTLABSize=64k", // of which each thread of each step takes one
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeakProbe.class.getName(),
                        work,
                        folder.toString()));
        return command;
    }
}
