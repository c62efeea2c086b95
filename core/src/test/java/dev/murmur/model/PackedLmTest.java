package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PackedLmTest {
    private static final List<int[]> PROMPTS =
            List.of(new int[] {3}, new int[] {4, 5, 6, 7, 8, 30, 31, 32, 33});

    static Stream<GoldenModel> models() {
        return Golden.models().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void packedWeightsGiveTheLogitsOfTheModel(GoldenModel golden) {
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                PackedLm packed = model.packed(Compute.MODEL)) {
            assertThat(logits(packed)).containsExactly(logits(model), Offset.offset(1e-4));
        }
    }

    @Test
    void aLargeModelIsNotCopiedForItsOwnType() {
        assertThat(PackedLm.copies(110_000_000)).isTrue();
        assertThat(PackedLm.copies(7_000_000_000L)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Compute.class)
    void everyTypeStaysNearTheModel(Compute compute, @TempDir Path folder) {
        try (CausalLm model = TinyModels.random(folder, true, 3);
                PackedLm packed = model.packed(compute)) {
            double[] own = logits(model);
            double[] other = logits(packed);
            double gap = 0;
            for (int i = 0; i < own.length; i++) {
                gap += Math.abs(own[i] - other[i]) / own.length;
            }
            assertThat(gap).isLessThan(compute == Compute.INT8 ? 0.05 : 0.02);
        }
    }

    @Test
    void aPackedModelIsThatOfTheMomentItWasMade(@TempDir Path folder) {
        try (CausalLm model = TinyModels.random(folder, true, 3);
                PackedLm packed = model.packed(Compute.MODEL)) {
            double[] before = logits(packed);
            try (var _ = new TensorScope();
                    var _ = new NoGradGuard()) {
                model.parameters().all().entrySet().stream()
                        .filter(e -> e.getKey().contains("proj"))
                        .forEach(e -> e.getValue().mul_(new Scalar(2)));
            }
            assertThat(logits(packed)).containsExactly(before);
            assertThat(logits(model)).isNotEqualTo(before);
        }
    }

    @Test
    void closingLeavesNothingBehind(@TempDir Path folder) {
        try (CausalLm model = TinyModels.random(folder, true, 3)) {
            model.packed(Compute.INT8).close();
            long before = Pointer.totalCount();
            for (Compute compute : Compute.values()) {
                model.packed(compute).close();
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    /// Of the first three tokens after two prompts, two replies each.
    private static double[] logits(StepwiseModel model) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            StepwiseModel.Prefill prefill = model.prefill(PROMPTS, 2);
            try (KvCache cache = prefill.cache()) {
                Tensor first = model.decode(cache, new int[] {1, 2, 3, 4}).clone();
                Tensor second = model.decode(cache, new int[] {5, 6, 7, 8}).clone();
                return Tensors.toDoubles(
                        torch.cat(new TensorVector(prefill.logits(), first, second)));
            }
        }
    }
}
