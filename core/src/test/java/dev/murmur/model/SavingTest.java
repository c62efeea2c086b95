package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Shapes;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a saved model shares with the one it came from.
class SavingTest {
    @TempDir Path temporary;

    static List<GoldenModel> models() {
        return Golden.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelThatNobodyChangedIsSavedByteForByte(GoldenModel golden) {
        Path saved = temporary.resolve("saved");
        try (CausalLm model = CausalLm.trainable(golden.folder(), Dtype.FLOAT32)) {
            model.save(saved, "");
        }
        try (CausalLm before = CausalLm.stored(golden.folder());
                CausalLm after = CausalLm.stored(saved)) {
            before.parameters().all().forEach((name, tensor) -> assertSame(name, tensor, after));
        }
    }

    private static void assertSame(String name, Tensor before, CausalLm saved) {
        Tensor after = saved.parameters().get(name, Shapes.of(before));
        assertThat(Dtype.of(after)).as(name).isEqualTo(Dtype.of(before));
        // Equal numbers of one dtype are equal bits but for the sign of zero.
        assertThat(Tensors.toFloats(after)).as(name).isEqualTo(Tensors.toFloats(before));
    }

    @Test
    void onlyWhatChangedIsWrittenAnew() {
        Path folder = Golden.path("models/llama-bf16");
        Path saved = temporary.resolve("saved");
        String changed = "model.layers.1.mlp.up_proj.weight";
        try (CausalLm model = CausalLm.trainable(folder, Dtype.FLOAT32);
                var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            model.parameters().all().values().forEach(weight -> weight.set_requires_grad(false));
            model.parameters().get(changed, 48, 32).mul_(new Scalar(1.5));
            model.save(saved, "");
        }
        try (CausalLm before = CausalLm.stored(folder);
                CausalLm after = CausalLm.stored(saved)) {
            before.parameters()
                    .all()
                    .forEach((name, tensor) ->
                            assertThat(
                                            Arrays.equals(
                                                    Tensors.toFloats(tensor),
                                                    Tensors.toFloats(
                                                            after.parameters()
                                                                    .get(name, Shapes.of(tensor)))))
                                    .as(name)
                                    .isEqualTo(!name.equals(changed)));
        }
    }

    @Test
    void anotherDtypeIsWrittenWhereAsked() throws IOException {
        Path folder = Golden.path("models/llama-bf16");
        Path saved = temporary.resolve("saved");
        try (CausalLm model = CausalLm.trainable(folder, Dtype.FLOAT32)) {
            model.save(saved, new Saving("card", Optional.of(Dtype.FLOAT32)));
        }
        JsonNode config = new ObjectMapper().readTree(saved.resolve("config.json").toFile());
        assertThat(config.path("dtype").asText()).isEqualTo("float32");
        assertThat(Files.readString(saved.resolve("README.md"))).isEqualTo("card");
        try (CausalLm model = CausalLm.stored(saved)) {
            assertThat(model.parameters().all().values())
                    .extracting(Dtype::of)
                    .containsOnly(Dtype.FLOAT32);
        }
    }

    @Test
    void aNewHeadHasTheDtypeOfItsTrunk() {
        Path saved = temporary.resolve("saved");
        try (ScalarModel model =
                ScalarModel.trainable(Golden.path("models/llama-bf16"), Dtype.FLOAT32, 1)) {
            model.save(saved, "");
        }
        try (Parameters weights = Parameters.mapped(saved)) {
            assertThat(Dtype.of(weights.get("score.weight", 1, 32))).isEqualTo(Dtype.BFLOAT16);
        }
    }
}
