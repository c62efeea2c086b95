package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Training that measures held-out data on its way.
class HeldOutTest {
    private static final List<Imitation> DATA =
            TinyModels.groups(8, 1, 1).stream().map(Imitation::new).toList();
    private static final int STEPS = 24;

    @TempDir Path folder;
    private Path start;

    @BeforeEach
    void saveStart() {
        start = folder.resolve("start");
        try (CausalLm model =
                CausalLm.random(TinyModels.folder(folder.resolve("config"), true), 3)) {
            model.save(start, "");
        }
    }

    @Test
    void measuresEveryFewStepsAndAfterTheLast() throws IOException {
        run("measured", heldOut(5, Optional.empty()), StopSignal.NEVER);
        assertThat(measuredSteps("measured")).containsExactly(5, 10, 15, 20, 24);
        assertThat(folder.resolve("measured/best.json")).doesNotExist();
    }

    @Test
    void endsWithTheWeightsThatMeasuredBest() throws IOException {
        double[] kept = run("kept", heldOut(2, keep(Optional.empty())), StopSignal.NEVER);
        JsonNode best = json(folder.resolve("kept/best.json"));
        int step = best.path("step").asInt();
        assertThat(step).isBetween(2, STEPS - 2);
        assertThat(best.path("metric").asText()).isEqualTo("loss");
        assertThat(measuredSteps("kept")).hasSize(STEPS / 2);
        assertThat(
                        metrics("kept").stream()
                                .filter(line -> line.has("eval_loss"))
                                .mapToDouble(line -> line.path("eval_loss").asDouble())
                                .min())
                .hasValue(best.path("value").asDouble());
        assertThat(kept).containsExactly(weightsAfter(step)).isNotEqualTo(weightsAfter(STEPS));
    }

    @Test
    void stopsWhenNothingGotBetterForTooLong() throws IOException {
        double[] patient = run("patient", heldOut(2, keep(Optional.empty())), StopSignal.NEVER);
        double[] stopped = run("stopped", heldOut(2, keep(Optional.of(2))), StopSignal.NEVER);
        int best = json(folder.resolve("stopped/best.json")).path("step").asInt();
        assertThat(metrics("stopped")).hasSize(best + 4);
        assertThat(stopped).containsExactly(patient);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 11, 13})
    void aRunThatGoesOnEndsAlike(int stopAfter) throws IOException {
        HeldOut heldOut = heldOut(2, keep(Optional.of(2)));
        double[] once = run("once", heldOut, StopSignal.NEVER);
        var questions = new AtomicInteger();
        assertThatThrownBy(
                        () -> run("twice", heldOut, () -> questions.incrementAndGet() >= stopAfter))
                .isInstanceOf(StoppedException.class);
        assertThat(run("twice", heldOut, StopSignal.NEVER)).containsExactly(once);
        for (String file : List.of("metrics.jsonl", "best.json")) {
            assertThat(folder.resolve("twice").resolve(file))
                    .hasSameTextualContentAs(folder.resolve("once").resolve(file));
        }
    }

    /// A kill leaves best weights of later steps than the last checkpoint.
    @Test
    void aKilledRunForgetsWhatWasBestAfterItsCheckpoint() {
        HeldOut heldOut = heldOut(2, keep(Optional.empty()));
        double[] once = run("once", heldOut, StopSignal.NEVER);
        var questions = new AtomicInteger();
        assertThatThrownBy(() ->
                        run(
                                "killed",
                                heldOut,
                                () -> {
                                    if (questions.incrementAndGet() == 13) {
                                        throw new IllegalStateException("killed");
                                    }
                                    return false;
                                }))
                .hasMessage("killed");
        assertThat(run("killed", heldOut, StopSignal.NEVER)).containsExactly(once);
    }

    @Test
    void higherOrLowerIsBetterAsTheMetricSays() {
        assertThat(HeldOutMetric.LOSS.isBetter(1, 2)).isTrue();
        assertThat(HeldOutMetric.ACCURACY.isBetter(1, 2)).isFalse();
        assertThat(HeldOutMetric.MARGIN.isBetter(2, 1)).isTrue();
        assertThat(HeldOutMetric.MARGIN.isBetter(1, 1)).isFalse();
        assertThat(HeldOutMetric.LOSS.isBetter(Double.NaN, 1)).isFalse();
        assertThat(HeldOutMetric.LOSS.isBetter(1, Double.NaN)).isTrue();
        assertThat(HeldOutMetric.LOSS.isBetter(Double.NaN, Double.NaN)).isFalse();
    }

    @Test
    void theBestIsKeptOnlyWhereSomethingIsMeasured() {
        assertThatThrownBy(() -> heldOut(0, keep(Optional.empty())))
                .hasMessage("every is 0, must be at least 1 to keep the best weights");
    }

    private static HeldOut heldOut(int every, Optional<HeldOut.KeepBest> keep) {
        return new HeldOut(every, _ -> Map.of(), keep);
    }

    private static Optional<HeldOut.KeepBest> keep(Optional<Integer> patience) {
        return Optional.of(new HeldOut.KeepBest(HeldOutMetric.LOSS, patience));
    }

    /// Trains, measuring how far the loss is from a number that it passes.
    private double[] run(String name, HeldOut heldOut, StopSignal stop) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            HeldOut.Measure measure =
                    context -> {
                        assertThat(context.stop().requested()).isFalse();
                        return Map.of(HeldOutMetric.LOSS, Math.abs(loss(model) - 2));
                    };
            trainer(model, name, stop)
                    .run("sft", DATA, new HeldOut(heldOut.every(), measure, heldOut.keep()));
            return flat(model);
        }
    }

    private double[] weightsAfter(int step) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var batches = new EpochBatches<>(DATA, 8, STEPS, 7);
            trainer(model, "after-" + step, StopSignal.NEVER).run("sft", batches, step);
            return flat(model);
        }
    }

    private Trainer<Imitation> trainer(CausalLm model, String name, StopSignal stop) {
        var settings =
                new TrainingSettings(
                        1e-2,
                        new LrSchedule.Constant(0),
                        new AdamWSettings(0.9, 0.95, 1e-8, 0),
                        1.0,
                        8,
                        STEPS,
                        4096,
                        4,
                        7);
        return new Trainer<>(
                model,
                new SftObjective(model),
                settings,
                folder.resolve(name),
                new RunContext(Progress.NONE, stop));
    }

    private static double loss(CausalLm model) {
        var groups = DATA.stream().map(TrainingExample::group).toList();
        double sum =
                ReplyScorer.logProbs(model, 4096).score(groups, "loss", RunContext.QUIET).stream()
                        .flatMapToDouble(Arrays::stream)
                        .sum();
        double tokens =
                DATA.stream()
                        .mapToDouble(e -> e.group().replies().getFirst().countedTokens())
                        .sum();
        return -sum / tokens;
    }

    private static double[] flat(CausalLm model) {
        return model.parameters().all().values().stream()
                .flatMapToDouble(w -> Arrays.stream(Tensors.toDoubles(w)))
                .toArray();
    }

    private List<Integer> measuredSteps(String name) throws IOException {
        return metrics(name).stream()
                .filter(line -> line.has("eval_loss"))
                .map(line -> line.path("step").asInt())
                .toList();
    }

    private List<JsonNode> metrics(String name) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
