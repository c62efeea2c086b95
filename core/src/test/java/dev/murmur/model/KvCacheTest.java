package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvCacheTest {
    /// Some longer than the windows of the models, some shorter.
    private static final List<int[]> PROMPTS =
            List.of(
                    new int[] {3},
                    new int[] {4, 5, 6, 7, 8, 30, 31, 32, 33},
                    new int[] {9, 10, 11, 12, 13});

    private static final int SLOTS = 2;
    private static final int STEPS = 40; // beyond the first capacity, twice

    private final NoGradGuard noGrad = new NoGradGuard();

    @AfterEach
    void close() {
        noGrad.close();
    }

    static Stream<GoldenModel> models() {
        return Golden.models().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void cachedDecodingEqualsTheFullForward(GoldenModel golden) {
        requireFullForward(golden, PROMPTS, SLOTS);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aReplyThatContinuesItsPromptsBufferEqualsTheFullForward(GoldenModel golden) {
        List<int[]> ofOneLength =
                List.of(PROMPTS.get(1), new int[] {9, 10, 11, 12, 13, 3, 3, 4, 5});
        requireFullForward(golden, ofOneLength, 1);
    }

    private static void requireFullForward(GoldenModel golden, List<int[]> prompts, int slots) {
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                var _ = new TensorScope()) {
            int rows = prompts.size() * slots;
            var steps = new ArrayList<Tensor>();
            StepwiseModel.Prefill prefill = model.prefill(prompts, slots);
            try (KvCache cache = prefill.cache()) {
                for (int step = 0; step < STEPS; step++) {
                    steps.add(model.decode(cache, tokens(step, rows)));
                }
                assertThat(cache.length()).isEqualTo(STEPS);
            }
            for (int row = 0; row < rows; row++) {
                int[] prompt = prompts.get(row / slots);
                Tensor full = full(model, prompt, row, STEPS);
                assertSame(prefill.logits().select(0, row / slots), full, prompt.length - 1);
                for (int step = 0; step < STEPS; step++) {
                    assertSame(steps.get(step).select(0, row), full, prompt.length + step);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aReplyThatContinuesItsPromptsBufferGoesOnAfterAnotherLeft(GoldenModel golden) {
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                var _ = new TensorScope()) {
            List<int[]> prompts = List.of(PROMPTS.get(2), PROMPTS.get(2).clone());
            try (KvCache cache = model.prefill(prompts, 1).cache()) {
                model.decode(cache, tokens(0, 2));
                cache.keep(new int[] {1}, new int[][] {{0}});
                Tensor logits = model.decode(cache, new int[] {tokens(1, 2)[1]});
                Tensor full = full(model, prompts.get(1), 1, 2);
                assertSame(logits.select(0, 0), full, prompts.get(1).length + 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void rowsThatStayAfterOthersLeftGoOnUnchanged(GoldenModel golden) {
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                var _ = new TensorScope();
                KvCache cache = model.prefill(PROMPTS, SLOTS).cache()) {
            for (int step = 0; step < 3; step++) {
                model.decode(cache, tokens(step, 6));
            }
            cache.keep(new int[] {1, 2}, new int[][] {{1}, {0}}); // old rows 3 and 4
            assertThat(cache.groups()).isEqualTo(2);
            assertThat(cache.slots()).isEqualTo(1);
            Tensor logits = model.decode(cache, new int[] {token(3, 3), token(3, 4)});
            for (int group = 0; group < 2; group++) {
                int[] prompt = PROMPTS.get(group + 1);
                Tensor full = full(model, prompt, group + 3, 4);
                assertSame(logits.select(0, group), full, prompt.length + 3);
            }
        }
    }

    @Test
    void aWrongNumberOfTokensIsRefused() {
        try (CausalLm model = CausalLm.frozen(Golden.models().getFirst().folder(), Dtype.FLOAT32);
                var _ = new TensorScope();
                KvCache cache = model.prefill(PROMPTS, SLOTS).cache()) {
            assertThatThrownBy(() -> model.decode(cache, new int[] {1}))
                    .hasMessage("got 1 tokens for 6 rows");
        }
    }

    private static void assertSame(Tensor logits, Tensor full, int position) {
        assertThat(Tensors.toDoubles(logits))
                .containsExactly(Tensors.toDoubles(full.select(0, position)), Offset.offset(1e-4));
    }

    /// Logits of a row's prompt and its first tokens, computed at once.
    private static Tensor full(CausalLm model, int[] prompt, int row, int steps) {
        int[] reply = IntStream.range(0, steps).map(step -> token(step, row)).toArray();
        return model.logits(
                GroupBatch.of(List.of(new TokenGroup("p", prompt, List.of(TokenReply.of(reply))))));
    }

    private static int[] tokens(int step, int rows) {
        return IntStream.range(0, rows).map(row -> token(step, row)).toArray();
    }

    private static int token(int step, int row) {
        return (7 * step + 13 * row + 1) % TinyModels.VOCAB;
    }
}
