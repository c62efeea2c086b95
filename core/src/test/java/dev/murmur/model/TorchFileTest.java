package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import dev.murmur.pickle.PickleCode;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Shapes;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFileTest {
    private static final long[] TWO = {2};

    @TempDir Path folder;

    @Test
    void everyLayoutIsReadAsTorchReadsIt() {
        JsonNode expected = Golden.json("torch-files/expected.json").get("mixed");
        try (Arena arena = Arena.ofConfined();
                var _ = new TensorScope()) {
            WeightFile file = WeightFile.open(Golden.path("torch-files/mixed.bin"), arena);
            assertThat(file.tensors().keySet()).containsExactlyElementsOf(names(expected));
            expected.properties()
                    .forEach(e -> assertSame(e.getKey(), file.tensor(e.getKey()), e.getValue()));
        }
    }

    @Test
    void shardsAreFoundThroughTheIndex() {
        JsonNode expected = Golden.json("torch-files/expected.json").get("sharded");
        try (WeightFiles files = WeightFiles.open(Golden.path("torch-files/sharded"));
                var _ = new TensorScope()) {
            assertThat(files.names()).containsExactlyElementsOf(names(expected));
            expected.properties()
                    .forEach(e -> assertSame(e.getKey(), files.tensor(e.getKey()), e.getValue()));
        }
    }

    @Test
    void tensorsOfOneStorageShareTheFilesPages() {
        try (Arena arena = Arena.ofConfined();
                var _ = new TensorScope()) {
            WeightFile file = WeightFile.open(Golden.path("torch-files/mixed.bin"), arena);
            long matrix = file.tensor("float32").data_ptr().address();
            assertThat(file.tensor("transposed").data_ptr().address()).isEqualTo(matrix);
            assertThat(file.tensor("column").data_ptr().address()).isEqualTo(matrix + 4);
            assertThat(file.tensor("transposed").is_contiguous()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "legacy.bin | is in the format of PyTorch before 1.6",
                "protocol4.bin | is written in pickle protocol 4, only 2 is read",
                "module.bin | asks for torch.nn.modules.linear.Linear; refused"
            })
    void otherFormsOfTorchSaveAreRefused(String name, String message) {
        assertRefused(Golden.path("torch-files").resolve(name), message);
    }

    @Test
    void codeIsRefusedByName() throws IOException {
        byte[] pickle =
                new PickleCode()
                        .global("posix", "system")
                        .text("touch " + folder.resolve("owned"))
                        .op(0x85, 'R')
                        .stop();
        assertRefused(write(pickle, 8), "weights.bin asks for posix.system; refused");
        assertThat(folder.resolve("owned")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FloatStorage | 2 | 0 | 3 | 1 | of shape [3] and strides [1] needs 3 elements of float32, its storage has 2",
                "FloatStorage | 2 | 1 | 2 | 1 | needs 2 elements of float32, its storage has 1 from its first on",
                "FloatStorage | 2 | 0 | 2 | 2 | and strides [2] needs 3 elements",
                "FloatStorage | 2 | 0 | 9 | 0 | and strides [0] needs 9 elements",
                "FloatStorage | 2 | 3 | 0 | 1 | begins at element 3 of a storage of 2",
                "FloatStorage | 2 | -1 | 2 | 1 | begins at element -1 of a storage of 2",
                "FloatStorage | 2 | 0 | -2 | 1 | has the impossible shape [-2]",
                "FloatStorage | 2 | 0 | 2 | -1 | has the impossible strides [-1]",
                "FloatStorage | 2 | 0 | 9223372036854775807 | 1 | has the impossible shape",
                "FloatStorage | 2 | 0 | 2 | 9223372036854775807 | has the impossible strides [9223372036854775807]",
                "FloatStorage | 3 | 0 | 2 | 1 | storage '0', which should be 3 elements of float32 and has 8 bytes",
                "DoubleStorage | 2 | 0 | 2 | 1 | should be 2 elements of float64 and has 8 bytes",
                "FloatStorage | -2 | 0 | 2 | 1 | should be -2 elements of float32",
                "ComplexFloatStorage | 1 | 0 | 1 | 1 | asks for torch.ComplexFloatStorage; refused"
            })
    void aTensorThatItsStorageDoesNotHoldIsNamed(
            String storage, long elements, long offset, long size, long stride, String message)
            throws IOException {
        byte[] pickle = TorchFiles.pickle(storage, elements, offset, new long[] {size}, stride);
        assertRefused(write(pickle, 8), message);
    }

    @Test
    void aTensorOfTooManyDimensionsIsNamed() throws IOException {
        var shape = new long[65];
        Arrays.fill(shape, 1);
        byte[] pickle = TorchFiles.pickle("FloatStorage", 2, 0, shape, shape);
        assertRefused(write(pickle, 8), "'w' has the impossible shape of 65 numbers");
    }

    @Test
    void aWholeFileOfThatKindIsRead() throws IOException {
        Path file = write(TorchFiles.pickle("FloatStorage", 2, 0, TWO, 1), 8);
        try (Arena arena = Arena.ofConfined();
                var _ = new TensorScope()) {
            assertThat(Tensors.toDoubles(WeightFile.open(file, arena).tensor("w")))
                    .containsExactly(0, 0);
        }
    }

    @Test
    void aStorageThatIsNotThereIsNamed() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("a/data.pkl", TorchFiles.pickle("FloatStorage", 2, 0, TWO, 1));
        Path file = Files.write(folder.resolve("weights.bin"), TorchFiles.zip(entries));
        assertRefused(file, "'w' lies in storage '0' of torch.FloatStorage, which the file does");
    }

    @Test
    void whatIsNoTensorIsNamed() throws IOException {
        assertRefused(
                write(new PickleCode().dict().text("model").dict().op('s').stop(), 8),
                "'model' is a dict, expected a plain tensor");
        assertRefused(
                write(new PickleCode().dict().text("epoch").op('K', 3, 's').stop(), 8),
                "'epoch' is the integer 3, expected a plain tensor");
        assertRefused(write(new PickleCode().op(']').stop(), 8), "holds a list, expected a dict");
    }

    @Test
    void bigEndianTensorsAreRefused() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("a/data.pkl", TorchFiles.pickle("FloatStorage", 2, 0, TWO, 1));
        entries.put("a/data/0", new byte[8]);
        entries.put("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(folder.resolve("weights.bin"), TorchFiles.zip(entries));
        assertRefused(file, "has a byteorder other than 'little'");
    }

    @Test
    void aZipWithoutOnePickleIsRefused() throws IOException {
        Path none = folder.resolve("none.bin");
        Files.write(none, TorchFiles.zip(Map.of("a/b", new byte[3])));
        assertRefused(none, "has 0 entries 'data.pkl', expected 1");
        Path two = folder.resolve("two.bin");
        Files.write(
                two, TorchFiles.zip(Map.of("a/data.pkl", new byte[3], "b/data.pkl", new byte[3])));
        assertRefused(two, "has 2 entries 'data.pkl', expected 1");
    }

    private Path write(byte[] pickle, int storage) throws IOException {
        return TorchFiles.write(folder.resolve("weights.bin"), pickle, new byte[storage]);
    }

    private static void assertRefused(Path file, String message) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> WeightFile.open(file, arena))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(file.getFileName().toString())
                    .hasMessageContaining(message);
        }
    }

    private static List<String> names(JsonNode expected) {
        return expected.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static void assertSame(String name, Tensor tensor, JsonNode expected) {
        assertThat(Dtype.of(tensor)).as(name).hasToString(expected.get("dtype").asText());
        assertThat(Shapes.of(tensor))
                .as(name)
                .isEqualTo(
                        expected.get("shape")
                                .valueStream()
                                .mapToLong(JsonNode::longValue)
                                .toArray());
        assertThat(tensor.numel() == 0 ? new double[0] : Tensors.toDoubles(tensor))
                .as(name)
                .containsExactly(Golden.doubles(expected.get("values")));
    }
}
