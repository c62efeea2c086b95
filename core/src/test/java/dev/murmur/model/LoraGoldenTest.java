package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenLora;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Adapters that PEFT saved, against the logits it gives.
class LoraGoldenTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    @TempDir Path temporary;

    static List<GoldenLora> adapters() {
        return Golden.loras();
    }

    @Test
    void theCommittedFixturesAreAllTried() {
        assertThat(adapters())
                .extracting(GoldenLora::toString)
                .contains("names", "patterns", "stabilized");
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void logitsAreThoseOfPeftWithTheAdapterOnAndOff(GoldenLora golden) {
        try (CausalLm base = CausalLm.frozen(golden.base(), Dtype.FLOAT32)) {
            try (CausalLm adapted = base.adapted(LoraAdapter.frozen(golden.folder()))) {
                assertThat(last(adapted, golden.ids())).containsExactly(golden.logitsOn(), CLOSE);
                assertThat(last(base, golden.ids())).containsExactly(golden.logitsOff(), CLOSE);
            }
            assertThat(last(base, golden.ids())).containsExactly(golden.logitsOff(), CLOSE);
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aMergedModelGivesTheSame(GoldenLora golden) {
        Path merged = temporary.resolve("merged");
        try (CausalLm base = CausalLm.stored(golden.base());
                CausalLm adapted = base.adapted(LoraAdapter.frozen(golden.folder()))) {
            adapted.saveMerged(merged, Saving.of("card"));
        }
        try (CausalLm model = CausalLm.frozen(merged, Dtype.FLOAT32)) {
            assertThat(last(model, golden.ids())).containsExactly(golden.logitsOn(), CLOSE);
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aSavedAdapterHasTheSameTensors(GoldenLora golden) throws IOException {
        Path saved = temporary.resolve("saved");
        try (CausalLm base = CausalLm.frozen(golden.base(), Dtype.FLOAT32)) {
            try (CausalLm adapted = base.adapted(LoraAdapter.trainable(golden.folder()))) {
                adapted.save(saved, "card");
            }
            try (CausalLm adapted = base.adapted(LoraAdapter.frozen(saved))) {
                assertThat(last(adapted, golden.ids())).containsExactly(golden.logitsOn(), CLOSE);
            }
        }
        String name = "adapter_model.safetensors";
        assertThat(Files.size(saved.resolve(name)) / 100)
                .as("stored as it was, float32 or bfloat16")
                .isEqualTo(Files.size(golden.folder().resolve(name)) / 100);
    }

    private static double[] last(CausalLm model, int[] ids) {
        try (var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            var reply = TokenReply.of(Arrays.copyOfRange(ids, 1, ids.length));
            var group = new TokenGroup("s", new int[] {ids[0]}, List.of(reply));
            return Tensors.toDoubles(
                    model.logits(GroupBatch.of(List.of(group))).select(0, ids.length - 1));
        }
    }
}
