package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelGoldenTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    static Stream<GoldenModel> models() {
        return Golden.models().stream();
    }

    @Test
    void everyFamilyIsTried() {
        assertThat(models().map(GoldenModel::modelType))
                .containsAll(ModelFamilies.BY_TYPE.keySet());
    }

    @ParameterizedTest
    @MethodSource("models")
    void logitsAndLogProbsAreThoseOfTransformers(GoldenModel model) {
        try (CausalLm lm = CausalLm.frozen(model.folder(), Dtype.FLOAT32);
                var _ = new NoGradGuard()) {
            for (GoldenModel.Sequence sequence : model.sequences()) {
                try (var _ = new TensorScope()) {
                    int[] ids = sequence.ids();
                    var reply = TokenReply.of(Arrays.copyOfRange(ids, 1, ids.length));
                    GroupBatch batch =
                            GroupBatch.of(
                                    List.of(
                                            new TokenGroup(
                                                    "s", new int[] {ids[0]}, List.of(reply))));
                    Tensor logits = lm.logits(batch);
                    assertThat(Tensors.toDoubles(logits.select(0, ids.length - 1)))
                            .containsExactly(sequence.lastLogits(), CLOSE);
                    assertThat(Tensors.toDoubles(lm.replyLogProbs(batch).tokens()))
                            .containsExactly(sequence.tokenLogProbs(), CLOSE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void greedyContinuationIsThatOfTransformers(GoldenModel model) {
        int[] prompt = model.greedy().prompt();
        int[] expected = model.greedy().ids();
        try (CausalLm lm = CausalLm.frozen(model.folder(), Dtype.FLOAT32);
                var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            var ids = new ArrayList<Integer>();
            Arrays.stream(prompt).forEach(ids::add);
            CausalLm.Prefill prefill = lm.prefill(List.of(prompt), 1);
            try (KvCache cache = prefill.cache()) {
                Tensor logits = prefill.logits();
                while (ids.size() < expected.length) {
                    int next = (int) logits.argmax().item_long();
                    ids.add(next);
                    logits = lm.decode(cache, new int[] {next});
                }
            }
            assertThat(ids.stream().mapToInt(i -> i).toArray()).isEqualTo(expected);
        }
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
                    CausalLm.Prefill prefill = lm.prefill(List.of(Arrays.copyOf(ids, half)), 1);
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
