package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16", "FLOAT16", "FLOAT64", "INT64"})
    void whatIsWrittenIsReadBack(Dtype dtype) throws IOException {
        Path file = folder.resolve("w.safetensors");
        try (var _ = new TensorScope();
                Arena arena = Arena.ofConfined()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put(
                    "b", Tensors.floats(1, -2, 3.5f, 4, 5, 6).view(2, 3).to(dtype.scalarType()));
            tensors.put("a", Tensors.floats(7).to(dtype.scalarType()));
            SafetensorsWriter.write(file, tensors);
            SafetensorsFile read = SafetensorsFile.open(file, arena);
            assertThat(read.entries().keySet()).containsExactly("b", "a");
            assertThat(Dtype.of(read.tensor("b"))).isEqualTo(dtype);
            assertThat(Tensors.toDoubles(read.tensor("b")))
                    .containsExactly(Tensors.toDoubles(tensors.get("b")));
            assertThat(Tensors.toDoubles(read.tensor("a"))).containsExactly(7);
        }
    }

    @Test
    void aTransposedTensorIsWrittenInItsOwnOrder() throws IOException {
        Path file = folder.resolve("w.safetensors");
        try (var _ = new TensorScope();
                Arena arena = Arena.ofConfined()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("t", Tensors.floats(1, 2, 3, 4, 5, 6).view(2, 3).t());
            SafetensorsWriter.write(file, tensors);
            assertThat(Tensors.toDoubles(SafetensorsFile.open(file, arena).tensor("t")))
                    .containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}|'a' lies at bytes 0 to 16 of 8; is the download complete?",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|'a' of shape [3] and dtype float32 needs 12 bytes, the header gives 8",
                "{\"a\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,8]}}|'a' has dtype \"Q9\", which is not known",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|'a' has size -2",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}|'a' has an impossible shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|'a' lacks a shape or data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|'a' lies at bytes 8 to 0 of 8",
                "[1]|its header is not a JSON object",
                "{\"a\":|its header is not JSON"
            })
    void aBrokenHeaderIsNamed(String header, String message) throws IOException {
        Path file = write(header.getBytes(StandardCharsets.UTF_8), 8);
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> SafetensorsFile.open(file, arena))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("broken.safetensors")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void duplicateNamesAreRefused() throws IOException {
        String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        Path file = write(("{" + entry + "," + entry + "}").getBytes(StandardCharsets.UTF_8), 8);
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> SafetensorsFile.open(file, arena))
                    .hasMessageContaining("Duplicate field 'a'");
        }
    }

    @Test
    void aTruncatedFileIsRefusedAtEveryLength() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        try (var _ = new TensorScope()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("a", Tensors.floats(1, 2, 3, 4));
            SafetensorsWriter.write(whole, tensors);
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path file = folder.resolve("broken.safetensors");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            try (Arena arena = Arena.ofConfined()) {
                assertThatThrownBy(() -> SafetensorsFile.open(file, arena))
                        .as("cut to %d bytes", length)
                        .isInstanceOf(CheckpointException.class);
            }
        }
    }

    @Test
    void mutatedFilesGiveAnErrorOrNumbersAndNeverCrash() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        try (var _ = new TensorScope()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("a", Tensors.floats(1, 2, 3, 4).view(2, 2));
            tensors.put("b", Tensors.longs(1, 2));
            SafetensorsWriter.write(whole, tensors);
        }
        byte[] bytes = Files.readAllBytes(whole);
        int refused = 0;
        for (int seed = 0; seed < 300; seed++) {
            long key = KeyedRandom.key(seed, "fuzz", "safetensors");
            byte[] mutated = bytes.clone();
            for (int i = 0; i <= seed % 4; i++) {
                mutated[KeyedRandom.below(bytes.length, key, 2L * i)] =
                        (byte) KeyedRandom.below(256, key, 2L * i + 1);
            }
            refused += readsOrRefuses(Files.write(folder.resolve("m" + seed), mutated)) ? 0 : 1;
        }
        assertThat(refused).as("files that were refused").isBetween(100, 299);
    }

    private static boolean readsOrRefuses(Path file) {
        try (var _ = new TensorScope();
                Arena arena = Arena.ofConfined()) {
            SafetensorsFile read = SafetensorsFile.open(file, arena);
            for (String name : read.entries().keySet()) {
                read.tensor(name).to(ScalarType.Double).sum().item_double();
            }
            return true;
        } catch (CheckpointException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
            return false;
        }
    }

    private Path write(byte[] header, int dataBytes) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length).put(header);
        return Files.write(folder.resolve("broken.safetensors"), buffer.array());
    }
}
