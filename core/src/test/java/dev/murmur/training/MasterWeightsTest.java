package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.model.Tuning;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.SftObjective;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training in bfloat16 on float32 masters.
class MasterWeightsTest {
    private static final List<Imitation> DATA =
            TinyModels.groups(8, 1, 1).stream().map(Imitation::new).toList();
    private static final int STEPS = 30;

    @TempDir Path folder;
    private Path start;

    @BeforeEach
    void saveStart() {
        start = TinyModels.saved(folder, true, 3);
    }

    /// The same batch again and again.
    private record Same(Runnable before) implements Batches<Imitation> {
        @Override
        public long steps() {
            return STEPS;
        }

        @Override
        public List<Imitation> batch(long step) {
            before.run();
            return DATA;
        }
    }

    @Test
    void followsTheTrajectoryOfFloat32() {
        double whole = loss(Dtype.FLOAT32, 3e-3);
        double mixed = loss(Dtype.BFLOAT16, 3e-3);
        assertThat(whole).isLessThan(1);
        assertThat(mixed).isCloseTo(whole, Offset.offset(0.1));
    }

    private double loss(Dtype dtype, double learningRate) {
        try (CausalLm model = CausalLm.trainable(start, dtype)) {
            return trainer(model, dtype.toString(), learningRate)
                    .run("sft", new Same(() -> {}), STEPS)
                    .get("loss");
        }
    }

    /// Without masters most weights stay where they are, since a step is smaller than half the way
    /// to the next bfloat16.
    @Test
    void updatesTooSmallForBfloat16AddUpInTheMasters() {
        double withMasters = shareMoved("masters", false);
        double without = shareMoved("planted", true);
        assertThat(withMasters).isGreaterThan(0.6);
        assertThat(without).isLessThan(0.5 * withMasters);
    }

    private double shareMoved(String name, boolean forgetMasters) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.BFLOAT16)) {
            double[] before = weights(model);
            trainer(model, name, 1e-4)
                    .run("sft", new Same(() -> round(model, forgetMasters)), STEPS);
            double[] after = weights(model);
            return IntStream.range(0, before.length).filter(i -> before[i] != after[i]).count()
                    / (double) before.length;
        }
    }

    private static void round(CausalLm model, boolean forgetMasters) {
        if (forgetMasters) {
            try (var _ = new NoGradGuard()) {
                model.parameters()
                        .masters()
                        .forEach(
                                (name, master) -> master.copy_(model.parameters().all().get(name)));
            }
        }
    }

    @Test
    void microBatchesAddUpInFloat32() {
        double[] whole = firstMasters(4096);
        double[] split = firstMasters(1);
        assertThat(split).hasSameSizeAs(whole);
        double apart =
                IntStream.range(0, whole.length)
                        .mapToDouble(i -> Math.abs(whole[i] - split[i]))
                        .average()
                        .orElseThrow();
        assertThat(apart).isLessThan(1e-3);
    }

    private double[] firstMasters(int maxTokens) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.BFLOAT16)) {
            var settings = settings(1e-2, maxTokens);
            Path to = folder.resolve("tokens-" + maxTokens);
            new Trainer<>(model, new SftObjective(model), settings, to, RunContext.QUIET)
                    .run("sft", new Same(() -> {}), 1);
            return masters(model);
        }
    }

    @Test
    void aRunThatGoesOnEndsInTheSameBits() {
        double[] straight = mastersAfter("straight", STEPS);
        mastersAfter("stopped", 11);
        assertThat(mastersAfter("stopped", STEPS)).containsExactly(straight);
    }

    private double[] mastersAfter(String name, long end) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.BFLOAT16)) {
            trainer(model, name, 1e-3).run("sft", new Same(() -> {}), end);
            double[] masters = masters(model);
            assertThat(weights(model))
                    .containsExactly(
                            Arrays.stream(masters)
                                    .map(MasterWeightsTest::nearestBfloat16)
                                    .toArray());
            return masters;
        }
    }

    private static double nearestBfloat16(double value) {
        int bits = Float.floatToIntBits((float) value);
        int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
        return Float.intBitsToFloat(rounded & 0xffff0000);
    }

    @Test
    void whatIsSavedAreTheMasters() {
        Path saved = folder.resolve("saved");
        double[] masters;
        try (CausalLm model = CausalLm.trainable(start, Tuning.full(Dtype.BFLOAT16, 0))) {
            trainer(model, "save", 1e-3).run("sft", new Same(() -> {}), 3);
            masters = masters(model);
            model.save(saved, "");
        }
        try (CausalLm model = CausalLm.frozen(saved, Dtype.FLOAT32)) {
            assertThat(weights(model)).containsExactly(masters);
        }
    }

    private Trainer<Imitation> trainer(CausalLm model, String name, double learningRate) {
        return new Trainer<>(
                model,
                new SftObjective(model),
                settings(learningRate, 200),
                folder.resolve(name),
                RunContext.QUIET);
    }

    private static TrainingSettings settings(double learningRate, int maxTokens) {
        return new TrainingSettings(
                learningRate,
                new LrSchedule.Constant(0),
                new AdamWSettings(0.9, 0.95, 1e-8, 0),
                1.0,
                8,
                1,
                maxTokens,
                0,
                7);
    }

    private static double[] weights(CausalLm model) {
        return model.parameters().all().values().stream()
                .flatMapToDouble(w -> Arrays.stream(Tensors.toDoubles(w)))
                .toArray();
    }

    private static double[] masters(CausalLm model) {
        return model.parameters().masters().values().stream()
                .flatMapToDouble(w -> Arrays.stream(Tensors.toDoubles(w)))
                .toArray();
    }
}
