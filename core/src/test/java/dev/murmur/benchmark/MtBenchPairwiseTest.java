package dev.murmur.benchmark;

import static dev.murmur.benchmark.ChatWorld.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MtBenchPairwiseTest {
    @TempDir Path folder;

    /// The judge likes mine in the first turn, a place in the second.
    @Test
    void bothOrdersMustAgree() {
        var world = new ChatWorld(folder).mtBench();
        BenchmarkResult result =
                world.run(
                        "mt_bench_pairwise",
                        turn -> "my " + turn,
                        request -> {
                            String asked = request.question();
                            if (asked.startsWith("second")) {
                                return says("[[A]]");
                            }
                            return says(asked.contains(": my") ? "[[A]]" : "[[B]]");
                        },
                        1);
        assertThat(result.headline()).isEqualTo("adjusted_win_rate");
        assertThat(result.metrics().get("adjusted_win_rate").mean()).isEqualTo(0.75);
        assertThat(result.metrics().get("win_rate").mean()).isEqualTo(0.5);
        assertThat(result.metrics().get("loss_rate").mean()).isZero();
        assertThat(result.counts())
                .containsEntry("ties", 6)
                .containsEntry("judgements", 24)
                .containsEntry("baseline_average_length", "base one 81base two 81".length());
    }

    @Test
    void aGameWithoutAVerdictIsNoTie() {
        var world = new ChatWorld(folder).mtBench();
        BenchmarkResult result =
                world.run(
                        "mt_bench_pairwise",
                        turn -> "my " + turn,
                        request -> {
                            String asked = request.question();
                            if (asked.contains("81")) {
                                return says(asked.contains(": my") ? "[[A]]" : "No idea.");
                            }
                            return says(asked.contains(": my") ? "[[B]]" : "[[A]]");
                        },
                        1);
        assertThat(result.metrics().get("adjusted_win_rate").mean()).isCloseTo(0, within(1e-12));
        assertThat(result.counts()).containsEntry("unread", 2).containsEntry("ties", 0);
        assertThat(result.n()).isEqualTo(5);
    }

    @Test
    void aBaselineThatIsNotWholeIsRefused() throws IOException {
        var world = new ChatWorld(folder).mtBench();
        Path baseline = world.data().resolve("mt_bench/baseline.jsonl");
        Files.writeString(baseline, Files.readAllLines(baseline).getFirst() + "\n");
        assertThatThrownBy(() -> world.read("mt_bench_pairwise"))
                .isInstanceOf(DataException.class)
                .hasMessage("the baseline has no answer to question 82; is baseline.jsonl whole?");
    }
}
