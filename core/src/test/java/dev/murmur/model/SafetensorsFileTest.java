package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.bytedeco.pytorch.Tensor;
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
            WeightFile read = WeightFile.open(file, arena);
            assertThat(read.tensors().keySet()).containsExactly("b", "a");
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
            assertThat(Tensors.toDoubles(WeightFile.open(file, arena).tensor("t")))
                    .containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|the tensors need 16 bytes of data, the file has 8; is the download complete?",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|the tensors need 4 bytes of data, the file has 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|'a' of shape [3] and dtype float32 needs 12 bytes, the header gives 8",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}|'a' has dtype F8_E4M3, which is not read; known: F64, F32, BF16, F16",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|'a' has the impossible shape [-2]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}|'a' has the impossible shape [4611686018427387904, 4]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904],\"data_offsets\":[0,8]}}|'a' has the impossible shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|out of range of long",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|found 2.0, expected up to 64 integers (byte 29 of the JSON)",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}|found 8, expected up to 2 integers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|'a' lacks dtype, shape or data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|'a' lacks dtype, shape or data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|'a' lies at bytes 8 to 0 of the data, expected it to begin at 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}|'a' lies at bytes -8 to 0 of the data",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|'b' lies at bytes 4 to 8 of the data, expected it to begin at 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"evil\":1}}|found 1, expected dtype, shape or data_offsets",
                "{\"a\":7}|found 7, expected an object",
                "{\"__metadata__\":{\"a\":1}}|found 1, expected a string",
                "{}}|Unexpected close marker",
                "{}{}|found {, expected nothing after the object",
                "[1]|found [, expected an object",
                "{\"a\":|Unexpected end-of-input",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}|expected an object",
                "{\"__metadata__\":{\"a\":[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]}}|expected a string"
            })
    void aBrokenHeaderIsNamed(String header, String message) throws IOException {
        Path file = write(header.getBytes(StandardCharsets.UTF_8), 8);
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> WeightFile.open(file, arena))
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
            assertThatThrownBy(() -> WeightFile.open(file, arena))
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
                assertThatThrownBy(() -> WeightFile.open(file, arena))
                        .as("cut to %d bytes", length)
                        .isInstanceOf(CheckpointException.class);
            }
        }
    }

    @Test
    void tensorsAreViewsOfTheMappingAtAnyAlignment() throws IOException {
        String header =
                "{\"pad\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[64,64],\"data_offsets\":[3,16387]}}";
        Path file = write(header.getBytes(StandardCharsets.UTF_8), 16387);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer floats = ByteBuffer.allocate(16384).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 4096; i++) {
                floats.putFloat(i % 17);
            }
            channel.write(floats.flip(), channel.size() - 16384);
        }
        try (Arena arena = Arena.ofConfined();
                var _ = new TensorScope()) {
            WeightFile read = WeightFile.open(file, arena);
            Tensor weight = read.tensor("w");
            long address = weight.data_ptr().address();
            assertThat(address).isEqualTo(read.tensors().get("w").bytes().address());
            assertThat((address - read.tensor("pad").data_ptr().address())).isEqualTo(3);
            assertThat(address % Float.BYTES).isNotZero();
            Tensor aligned = weight.clone();
            assertThat(aligned.data_ptr().address() % 64).isZero();
            assertThat(Tensors.toDoubles(weight)).containsExactly(Tensors.toDoubles(aligned));
            assertThat(Tensors.toDoubles(weight.matmul(weight)))
                    .containsExactly(Tensors.toDoubles(aligned.matmul(aligned)));
        }
    }

    /// The file is sparse: it claims 3 GB and takes some kilobytes of the disk.
    @Test
    void tensorsBeyondTwoGigabytesAreReached() throws IOException {
        long hole = 3_000_000_000L;
        String header =
                "{\"hole\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                                .formatted(hole, hole)
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                                .formatted(hole, hole + 4);
        Path file = write(header.getBytes(StandardCharsets.UTF_8), 0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f);
            channel.write(value.flip(), channel.size() + hole);
        }
        try (Arena arena = Arena.ofConfined();
                var _ = new TensorScope()) {
            WeightFile read = WeightFile.open(file, arena);
            assertThat(read.tensor("hole").numel()).isEqualTo(hole);
            assertThat(Tensors.toDoubles(read.tensor("w"))).containsExactly(1.5);
        }
    }

    @Test
    void aHeaderLengthBeyondTheFileIsNamed() throws IOException {
        for (long length : new long[] {17, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Path file = write(new byte[16], 0);
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            Files.write(file, bytes);
            try (Arena arena = Arena.ofConfined()) {
                assertThatThrownBy(() -> WeightFile.open(file, arena))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining(
                                "claims a header of " + length + " bytes, expected 2 to 16");
            }
        }
    }

    private Path write(byte[] header, int dataBytes) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length).put(header);
        return Files.write(folder.resolve("broken.safetensors"), buffer.array());
    }
}
