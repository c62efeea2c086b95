package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.SftObjective;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
    private static final long STEPS = 6;

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

    /// Batches that say which steps asked for one.
    private record Told(List<Imitation> examples, LongConsumer asked)
            implements Batches<Imitation> {
        @Override
        public long steps() {
            return STEPS;
        }

        @Override
        public List<Imitation> batch(long step) {
            asked.accept(step);
            return List.of(examples.get((int) step % examples.size()));
        }
    }

    @Test
    void eachStepAsksForItsBatchOnceAndInOrder() {
        var asked = new ArrayList<Long>();
        train("once", asked::add, STEPS);
        assertThat(asked).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void trainingInStagesGivesTheBytesOfTrainingAtOnce() {
        double[] once = train("once", step -> {}, STEPS);
        var asked = new ArrayList<Long>();
        for (long end : new long[] {2, 2, 3, STEPS}) {
            train("stages", asked::add, end);
        }
        assertThat(asked).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
        assertThat(train("stages-again", step -> {}, 4)).isNotEqualTo(once);
        assertThat(train("stages-again", step -> {}, STEPS)).containsExactly(once);
        assertThat(folder.resolve("stages/metrics.jsonl"))
                .hasSameTextualContentAs(folder.resolve("once/metrics.jsonl"));
    }

    @Test
    void aStopWhileABatchIsMadeKeepsTheStepsBeforeIt() {
        double[] once = train("once", step -> {}, STEPS);
        LongConsumer stopping =
                step -> {
                    if (step == 3) {
                        throw new StoppedException("stopped while sampling");
                    }
                };
        assertThatThrownBy(() -> train("stopped", stopping, STEPS))
                .isInstanceOf(StoppedException.class);
        var asked = new ArrayList<Long>();
        assertThat(train("stopped", asked::add, STEPS)).containsExactly(once);
        assertThat(asked).containsExactly(3L, 4L, 5L);
    }

    @Test
    void aCheckpointPastTheEndIsAnError() {
        train("past", step -> {}, 4);
        assertThatThrownBy(() -> train("past", step -> {}, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "checkpoints is at step 4, past step 2 which is to be trained to; delete it");
    }

    @Test
    void anEpochShowsEveryExampleOnce() {
        List<Imitation> examples = examples();
        var batches = new EpochBatches<>(examples, 3, 2, 7);
        assertThat(batches.steps()).isEqualTo(6);
        for (int epoch = 0; epoch < 2; epoch++) {
            var seen = new ArrayList<Imitation>();
            for (int step = 0; step < 3; step++) {
                seen.addAll(batches.batch(3 * epoch + step));
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(examples);
        }
    }

    private static List<Imitation> examples() {
        return TinyModels.groups(8, 1, 3).stream().map(Imitation::new).toList();
    }

    private double[] train(String name, LongConsumer asked, long end) {
        var settings =
                new TrainingSettings(
                        1e-2,
                        new LrSchedule.Linear(1),
                        new AdamWSettings(0.9, 0.95, 1e-8, 0.01),
                        1.0,
                        1,
                        1,
                        4096,
                        0,
                        7);
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            new Trainer<>(
                            model,
                            new SftObjective(model),
                            settings,
                            folder.resolve(name),
                            RunContext.QUIET)
                    .run("sft", new Told(examples(), asked), end);
            return model.parameters().all().values().stream()
                    .flatMapToDouble(w -> Arrays.stream(Tensors.toDoubles(w)))
                    .toArray();
        }
    }
}
