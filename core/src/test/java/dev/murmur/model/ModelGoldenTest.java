package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `ModelVerificationTest`, which compares every number, leaves.
class ModelGoldenTest {
    static Stream<GoldenModel> models() {
        return Golden.models().stream();
    }

    @Test
    void everyFamilyIsTried() {
        assertThat(models().map(GoldenModel::modelType))
                .containsAll(ModelFamilies.BY_TYPE.keySet());
    }

    /// bfloat16 keeps three digits, and a token of a mixture may take another expert: hence a mean
    /// over the vocabulary, of logits that reach from 3 to 11.
    @ParameterizedTest
    @MethodSource("models")
    void weightsAndCacheInBfloat16ComeClose(GoldenModel model) {
        try (CausalLm lm = CausalLm.frozen(model.folder(), Dtype.BFLOAT16);
                var _ = new NoGradGuard()) {
            for (GoldenModel.Sequence sequence : model.sequences()) {
                try (var _ = new TensorScope()) {
                    int[] ids = sequence.ids();
                    int half = ids.length / 2;
                    StepwiseModel.Prefill prefill =
                            lm.prefill(List.of(Arrays.copyOf(ids, half)), 1);
                    Tensor logits = prefill.logits();
                    try (KvCache cache = prefill.cache()) {
                        for (int i = half; i < ids.length; i++) {
                            logits = lm.decode(cache, new int[] {ids[i]});
                        }
                    }
                    Tensor expected = Tensors.doubles(sequence.lastLogits());
                    assertThat(logits.squeeze(0).sub(expected).abs().mean().item_double())
                            .isLessThan(0.25);
                }
            }
        }
    }
}
