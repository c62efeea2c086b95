package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs whose process dies without a word.
class KilledRunTest {
    private static final long SEED = 20260101;

    /// A measurement at every step beside the checkpoint, and weights that measured best.
    private static final List<String> MEASURED =
            List.of(
                    "training.epochs=3",
                    "training.evaluate_every=1",
                    "training.best={metric: margin}");

    @TempDir Path folder;

    /// The points are drawn over the files that a run writes, those of checkpoints and those not
    /// yet renamed among them, and some milliseconds more: between files it samples, scores and
    /// trains.
    @ParameterizedTest
    @CsvSource({"online, 13", "preference, 7"})
    void killedAgainAndAgainARunEndsWithTheSameBytes(String kind, int kills) throws Exception {
        var runs = TinyRuns.in(folder);
        List<Object> command = new ArrayList<>(List.of("run", runs.recipe(kind)));
        if (kind.equals("preference")) {
            command.addAll(List.of("--set", "data.eval=" + folder.resolve("pairs.jsonl")));
            command.addAll(MEASURED.stream().flatMap(set -> Stream.of("--set", set)).toList());
        }
        assertThat(Outcome.of(command.toArray()).exitCode()).isEqualTo(ExitCodes.OK);
        Map<String, String> whole = runs.hashes();
        AtomicFiles.deleteTree(runs.run());
        AtomicFiles.deleteTree(folder.resolve(".cache"));

        var random = new Random(SEED);
        var written = new ArrayList<Integer>();
        for (int kill = 0; kill < kills; kill++) {
            Process process = start(runs, command);
            int until = entries(runs.run()) + 1 + random.nextInt(Math.ceilDiv(whole.size(), kills));
            while (process.isAlive() && entries(runs.run()) < until) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(20));
            process.destroyForcibly().waitFor();
            written.add(entries(runs.run()));
        }
        assertThat(written.getFirst()).isLessThan(whole.size());
        assertThat(start(runs, command).waitFor()).as("files at the kills: %s", written).isZero();
        assertThat(runs.hashes()).as("files at the kills: %s", written).isEqualTo(whole);
        // A kill between a phase's done file and its line leaves it without a time, never with two.
        assertThat(Files.readAllLines(runs.run().resolve("timings.jsonl")))
                .extracting(line -> line.replaceAll(",\"seconds\".*", ""))
                .doesNotHaveDuplicates();
    }

    private static Process start(TinyRuns runs, List<Object> command) throws IOException {
        var words = new ArrayList<>(command);
        if (Files.exists(runs.run())) {
            words.add("--resume");
        }
        return ChildProcess.start(words.toArray());
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
