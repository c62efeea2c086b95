package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors.Metric;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionLoopTest {
    @TempDir Path folder;
    private FakeWorld world;

    @BeforeEach
    void makeWorld() {
        world = new FakeWorld(folder.resolve("initial"));
    }

    @Test
    void eachIterationImitatesTheBestRepliesOfTheModelBefore() throws IOException {
        Path model = run("a", 2);
        assertThat(model).isEqualTo(folder.resolve("a/model"));
        assertThat(mean("a/iteration-1/model")).isBetween(0.5, 1.0);
        assertThat(mean("a/iteration-2/model")).isGreaterThan(mean("a/iteration-1/model") + 0.5);
        assertThat(Files.readString(folder.resolve("a/iteration-1/selection.json")))
                .isEqualTo("{\"kept\":6,\"skipped\":{},\"unscored_replies\":0}\n");
    }

    @Test
    void whileRewardRisesTheLastModelIsThePeakMeasuredOnceMore() throws IOException {
        run("a", 2);
        Peak peak = peak("a");
        assertThat(peak.peak()).isEqualTo("iteration-2");
        assertThat(peak.models())
                .extracting(Peak.Model::name)
                .containsExactly("start", "iteration-1", "iteration-2");
        assertThat(mean("a/model")).isEqualTo(mean("a/iteration-2/model"));
        assertThat(folder.resolve("a/measure/scores.jsonl")).exists();
        assertThat(folder.resolve("a/measure/kept.jsonl")).doesNotExist();
    }

    @Test
    void itStopsWhereTheSamplesScoreNoBetterAndKeepsTheModelBefore() throws IOException {
        world.spoilt = 2;
        run("a", 5);
        Peak peak = peak("a");
        assertThat(peak.peak()).isEqualTo("iteration-1");
        assertThat(peak.models()).hasSize(3);
        assertThat(mean("a/model")).isEqualTo(mean("a/iteration-1/model"));
        assertThat(folder.resolve("a/iteration-3/scores.jsonl")).exists();
        assertThat(folder.resolve("a/iteration-3/kept.jsonl")).doesNotExist();
        assertThat(folder.resolve("a/iteration-4")).doesNotExist();
    }

    @Test
    void theStartIsThePeakIfNothingWasGained() throws IOException {
        world.spoilt = 1;
        run("a", 3);
        assertThat(peak("a").peak()).isEqualTo("start");
        assertThat(mean("a/model")).isZero();
    }

    @Test
    void aStopRuleEndsItWithTheBestOfTheModelsBefore() throws IOException {
        Path whole = folder.resolve("whole");
        run("whole", 3);

        loop("a", 3, List.of(above(Metric.REWARD, 1.8))).run();
        assertThat(Files.readString(folder.resolve("a/stopped.json")))
                .contains("\"after\" : \"iteration-2\"", "reward is ", ", above 1.8");
        assertThat(peak("a").peak()).isEqualTo("iteration-1");

        run("a", 3);
        assertThat(RunFiles.read(folder.resolve("a"))).isEqualTo(RunFiles.read(whole));
    }

    @Test
    void aFinishedRunDoesNothing() throws IOException {
        run("a", 2);
        world.events.clear();
        run("a", 2);
        assertThat(world.events).isEmpty();
    }

    @Test
    void killedInAnyPhaseItEndsWithTheSameBytes() throws IOException {
        run("whole", 2);
        int all = world.events.size();
        for (int i = 0; i < all; i++) {
            String name = "killed-" + i;
            world.events.clear();
            world.failAfter = i;
            assertThatThrownBy(() -> run(name, 2)).hasMessageStartingWith("killed before");
            world.failAfter = Integer.MAX_VALUE;
            run(name, 2);
            assertThat(RunFiles.read(folder.resolve(name)))
                    .as("killed at event %s", i)
                    .isEqualTo(RunFiles.read(folder.resolve("whole")));
        }
    }

    @Test
    void anIterationNeedsAReplyToLearnFrom() {
        world.unscoredAbove = -1;
        assertThatThrownBy(() -> run("a", 1))
                .hasMessage(
                        "0 of 6 prompts have a reply with a score, must be at least 2 (one has no"
                                + " standard error)");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> loop("a", 0, List.of()))
                .hasMessage("iterations is 0, must be at least 1");
    }

    private Path run(String name, int iterations) {
        return loop(name, iterations, List.of()).run();
    }

    private RejectionLoop loop(String name, int iterations, List<StopRule> stop) {
        return new RejectionLoop(
                new RejectionSettings(
                        folder.resolve(name),
                        world.initial(),
                        iterations,
                        new SamplingParams(4, 1, 1, 0, 0, 8, 17),
                        stop),
                world.rejection(),
                RunContext.QUIET,
                () -> Instant.EPOCH);
    }

    private static StopRule above(Metric metric, double line) {
        return new StopRule(metric.toString(), Optional.of(line), Optional.empty());
    }

    private Peak peak(String run) {
        return EvaluationFiles.read(folder.resolve(run).resolve("peak.json"), Peak.class);
    }

    private double mean(String model) throws IOException {
        return Double.parseDouble(Files.readString(folder.resolve(model).resolve("weights")));
    }
}
