package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir Path folder;

    @Test
    void safetensorsComeBeforeTorchFiles() throws IOException {
        safetensors("model.safetensors", "w", 1, 2);
        TorchFiles.write(
                folder.resolve("pytorch_model.bin"),
                TorchFiles.pickle("FloatStorage", 2, 0, new long[] {2}, 1),
                new byte[8]);
        assertThat(read("w")).containsExactly(1, 2);
        Files.delete(folder.resolve("model.safetensors"));
        assertThat(read("w")).containsExactly(0, 0);
    }

    @Test
    void shardsAreReadThroughTheirIndex() throws IOException {
        safetensors("one.safetensors", "a", 1);
        safetensors("two.safetensors", "b", 2);
        index("{\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}");
        assertThat(read("a")).containsExactly(1);
        assertThat(read("b")).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.safetensors",
                "/etc/passwd",
                "..",
                ".",
                "",
                ".hidden",
                "a/b.safetensors",
                "a\\\\b.safetensors",
                "C:x",
                "a\\u0000b"
            })
    void aShardOutsideTheFolderIsRefused(String shard) throws IOException {
        index("{\"a\": \"" + shard + "\"}");
        assertRefused(INDEX + " places 'a' in '", "expected the name of a file in its own folder");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        index("{\"a\": \"one.safetensors\"}");
        assertRefused("one.safetensors is missing; " + INDEX + " places 'a' there");
    }

    @Test
    void aTensorThatItsShardLacksIsNamed() throws IOException {
        safetensors("one.safetensors", "a", 1);
        index("{\"a\": \"one.safetensors\", \"b\": \"one.safetensors\"}");
        assertRefused("one.safetensors has no 'b', which " + INDEX + " places there");
    }

    @Test
    void anIndexThatPlacesATensorTwiceIsRefused() throws IOException {
        index("{\"a\": \"one.safetensors\", \"a\": \"two.safetensors\"}");
        assertRefused(INDEX, "Duplicate field 'a'");
    }

    @Test
    void anIndexWithoutAMapIsRefused() throws IOException {
        Files.writeString(folder.resolve(INDEX), "{\"metadata\": {\"total_size\": 1}}");
        assertRefused(INDEX + " has no weight_map");
        index("{\"a\": 3}");
        assertRefused(INDEX, "found 3, expected a string");
        Files.writeString(folder.resolve(INDEX), "{\"metadata\": " + "[".repeat(10_000));
        assertRefused(INDEX, "nesting depth");
    }

    @Test
    void aFolderWithoutWeightsSaysWhichFilesItLooksFor() {
        assertRefused(
                "has no weights: none of model.safetensors, pytorch_model.bin or their .index.json");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16", "FLOAT16"})
    void weightsAreConvertedOnLoadAndSharedWhereTheyNeedNotBe(Dtype asked) throws IOException {
        safetensors("model.safetensors", "w", 1, -2.5f);
        try (Parameters frozen = Parameters.frozen(folder, asked);
                Parameters trainable = Parameters.trainable(folder, asked, 0);
                WeightFiles files = WeightFiles.open(folder);
                var _ = new TensorScope()) {
            Tensor weight = frozen.get("w", 2);
            assertThat(Dtype.of(weight)).isEqualTo(asked);
            assertThat(Tensors.toDoubles(weight)).containsExactly(1, -2.5);
            assertThat(Dtype.of(trainable.get("w", 2))).isEqualTo(asked);
            assertThat(Dtype.of(files.tensor("w"))).isEqualTo(Dtype.FLOAT32);
        }
    }

    @Test
    void aTransposedWeightIsLaidOutInOrderWhenItIsTaken() throws IOException {
        TorchFiles.write(
                folder.resolve("pytorch_model.bin"),
                TorchFiles.pickle("FloatStorage", 6, 0, new long[] {2, 3}, 1, 2),
                floats(1, 2, 3, 4, 5, 6));
        try (Parameters frozen = Parameters.frozen(folder, Dtype.FLOAT32);
                Parameters trainable = Parameters.trainable(folder, Dtype.FLOAT32, 0);
                var _ = new TensorScope()) {
            assertThat(frozen.get("w", 2, 3).is_contiguous()).isTrue();
            assertThat(trainable.get("w", 2, 3).is_contiguous()).isTrue();
            assertThat(Tensors.toDoubles(frozen.get("w", 2, 3))).containsExactly(1, 3, 5, 2, 4, 6);
            assertThat(Tensors.toDoubles(trainable.get("w", 2, 3)))
                    .containsExactly(1, 3, 5, 2, 4, 6);
        }
    }

    @Test
    void aWeightOfIntegersIsRefused() throws IOException {
        try (var _ = new TensorScope()) {
            SafetensorsWriter.write(
                    folder.resolve("model.safetensors"),
                    Map.of("w", Tensors.longs(1, 2).to(ScalarType.Byte)));
        }
        try (Parameters frozen = Parameters.frozen(folder, Dtype.FLOAT32)) {
            assertThatThrownBy(() -> frozen.get("w", 2))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("'w' has dtype uint8, expected a floating-point one");
        }
    }

    @Test
    void aHeadThatIsNeitherThereNorTiedIsNamed() {
        try (CausalLm tied = TinyModels.random(folder.resolve("start"), true, 1)) {
            tied.save(folder.resolve("model"), "");
        }
        CausalLm.frozen(folder.resolve("model"), Dtype.FLOAT32).close();
        Path untied = TinyModels.folder(folder.resolve("model"), false);
        assertThatThrownBy(() -> CausalLm.frozen(untied, Dtype.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model has no 'lm_head.weight'; is the checkpoint complete");
    }

    private void safetensors(String file, String name, float... values) throws IOException {
        try (var _ = new TensorScope()) {
            SafetensorsWriter.write(folder.resolve(file), Map.of(name, Tensors.floats(values)));
        }
    }

    private static byte[] floats(float... values) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private void index(String weightMap) throws IOException {
        Files.writeString(
                folder.resolve(INDEX), "{\"metadata\": {}, \"weight_map\": " + weightMap + "}");
    }

    private double[] read(String name) {
        try (WeightFiles files = WeightFiles.open(folder);
                var _ = new TensorScope()) {
            return Tensors.toDoubles(files.tensor(name));
        }
    }

    private void assertRefused(String... messages) {
        assertThatThrownBy(() -> WeightFiles.open(folder).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(messages);
    }
}
