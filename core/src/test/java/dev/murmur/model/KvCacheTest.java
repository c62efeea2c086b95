package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvCacheTest {
    private static final List<int[]> PROMPTS =
            List.of(new int[] {3}, new int[] {4, 5, 6, 7, 8}, new int[] {9, 10});
    private static final int SLOTS = 2;
    private static final int STEPS = 40; // beyond the first capacity, twice

    @TempDir Path folder;
    private CausalLm model;
    private NoGradGuard noGrad;

    @BeforeEach
    void open() {
        model = TinyModels.random(folder, true, 5);
        noGrad = new NoGradGuard();
    }

    @AfterEach
    void close() {
        noGrad.close();
        model.close();
    }

    @Test
    void cachedDecodingEqualsTheFullForward() {
        try (var _ = new TensorScope()) {
            CausalLm.Prefill prefill = model.prefill(PROMPTS, SLOTS);
            try (KvCache cache = prefill.cache()) {
                for (int step = 0; step < STEPS; step++) {
                    Tensor logits =
                            model.decode(cache, tokens(step, cache.groups() * cache.slots()));
                    for (int row = 0; row < PROMPTS.size() * SLOTS; row++) {
                        assertRow(logits, row, PROMPTS.get(row / SLOTS), row, step);
                    }
                }
                assertThat(cache.length()).isEqualTo(STEPS);
            }
        }
    }

    @Test
    void rowsThatStayAfterOthersLeftGoOnUnchanged() {
        try (var _ = new TensorScope();
                KvCache cache = model.prefill(PROMPTS, SLOTS).cache()) {
            for (int step = 0; step < 3; step++) {
                model.decode(cache, tokens(step, 6));
            }
            cache.keep(new int[] {1, 2}, new int[][] {{1}, {0}}); // old rows 3 and 4
            assertThat(cache.groups()).isEqualTo(2);
            assertThat(cache.slots()).isEqualTo(1);
            Tensor logits = model.decode(cache, new int[] {token(3, 3), token(3, 4)});
            assertRow(logits, 0, PROMPTS.get(1), 3, 3);
            assertRow(logits, 1, PROMPTS.get(2), 4, 3);
        }
    }

    @Test
    void theFirstLogitsAreThoseOfEachPromptsLastToken() {
        try (var _ = new TensorScope()) {
            CausalLm.Prefill prefill = model.prefill(PROMPTS, 1);
            try (KvCache _ = prefill.cache()) {
                for (int p = 0; p < PROMPTS.size(); p++) {
                    double[] full =
                            Tensors.toDoubles(
                                    full(PROMPTS.get(p), new int[] {0})
                                            .select(0, PROMPTS.get(p).length - 1));
                    assertThat(Tensors.toDoubles(prefill.logits().select(0, p)))
                            .containsExactly(full, Offset.offset(1e-4));
                }
            }
        }
    }

    @Test
    void aWrongNumberOfTokensIsRefused() {
        try (var _ = new TensorScope();
                KvCache cache = model.prefill(PROMPTS, SLOTS).cache()) {
            assertThatThrownBy(() -> model.decode(cache, new int[] {1}))
                    .hasMessage("got 1 tokens for 3 groups of 2");
        }
    }

    private void assertRow(Tensor logits, int row, int[] prompt, int originalRow, int step) {
        int[] reply = IntStream.rangeClosed(0, step).map(s -> token(s, originalRow)).toArray();
        Tensor full = full(prompt, reply);
        assertThat(Tensors.toDoubles(logits.select(0, row)))
                .containsExactly(
                        Tensors.toDoubles(full.select(0, full.size(0) - 1)), Offset.offset(2e-4));
    }

    private Tensor full(int[] prompt, int[] reply) {
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
