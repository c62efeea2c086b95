package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs whose process dies without a word.
class KilledRunTest {
    private static final int KILLS = 5;
    private static final long SEED = 20260101;

    @TempDir Path folder;

    @Test
    void killedAgainAndAgainARunEndsWithTheSameBytes() throws Exception {
        var runs = TinyRuns.in(folder);
        assertThat(Outcome.of("run", runs.recipe("online")).exitCode()).isEqualTo(ExitCodes.OK);
        Map<String, String> whole = runs.hashes();
        int files = whole.size();
        AtomicFiles.deleteTree(runs.run());

        var random = new Random(SEED);
        var written = new ArrayList<Integer>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(runs);
            int until = entries(runs.run()) + 1 + random.nextInt(files / KILLS);
            while (process.isAlive() && entries(runs.run()) < until) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(20));
            process.destroyForcibly().waitFor();
            written.add(entries(runs.run()));
        }
        assertThat(written.getFirst()).isLessThan(files);
        assertThat(start(runs).waitFor()).as("files at the kills: %s", written).isZero();
        assertThat(runs.hashes()).as("files at the kills: %s", written).isEqualTo(whole);
        // A kill between a phase's done file and its line leaves it without a time, never with two.
        assertThat(Files.readAllLines(runs.run().resolve("timings.jsonl")))
                .extracting(line -> line.replaceAll(",\"seconds\".*", ""))
                .doesNotHaveDuplicates();
    }

    private static Process start(TinyRuns runs) throws IOException {
        return Files.exists(runs.run())
                ? ChildProcess.start("run", runs.recipe("online"), "--resume")
                : ChildProcess.start("run", runs.recipe("online"));
    }

    private static int entries(Path run) throws IOException {
        while (true) {
            try (Stream<Path> files = Files.walk(run)) {
                return (int) files.filter(Files::isRegularFile).count();
            } catch (NoSuchFileException _) {
                return 0;
            } catch (java.io.UncheckedIOException _) {
                Thread.onSpinWait(); // a file was renamed under the walk
            }
        }
    }
}
