package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.KeyedRandom;
import dev.murmur.golden.Golden;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders of which one file was damaged: flipped bytes, cut ends, lengths changed, parts moved.
/// Each either is refused by a [CheckpointException] or gives tensors that can be read in full.
class WeightFuzzTest {
    private static final int FILES = 250;

    /// Values of lengths and offsets at which arithmetic goes wrong.
    private static final long[] EDGES = {
        0,
        1,
        -1,
        127,
        255,
        65535,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffffffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 62
    };

    @TempDir Path folder;

    private byte[] safetensors = {};

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("source.safetensors");
        try (var _ = new TensorScope()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("a", Tensors.floats(1, 2, 3, 4).view(2, 2));
            tensors.put("b", Tensors.longs(1, 2));
            tensors.put("c", Tensors.floats(5).to(ScalarType.BFloat16));
            SafetensorsWriter.write(file, tensors);
        }
        safetensors = Files.readAllBytes(file);
    }

    @Test
    void damagedSafetensors() throws IOException {
        int header = 8 + ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(refused("model.safetensors", safetensors, header)).isBetween(50, FILES - 1);
    }

    @Test
    void damagedTorchFiles() throws IOException {
        byte[] whole = Files.readAllBytes(Golden.path("torch-files/mixed.bin"));
        assertThat(refused("pytorch_model.bin", whole, whole.length)).isBetween(50, FILES - 1);
    }

    @Test
    void damagedPickles() throws IOException {
        byte[] pickle = TorchFiles.pickle("FloatStorage", 6, 1, new long[] {2, 2}, 2, 1);
        int refused = 0;
        for (int seed = 0; seed < FILES; seed++) {
            byte[] mutated = mutated(pickle, pickle.length, seed);
            TorchFiles.write(folder.resolve("pytorch_model.bin"), mutated, new byte[24]);
            refused += isRefused(seed) ? 1 : 0;
        }
        assertThat(refused).isBetween(50, FILES - 1);
    }

    @Test
    void damagedIndexes() throws IOException {
        Files.write(folder.resolve("one.safetensors"), safetensors);
        byte[] index =
                """
                {"metadata": {"total_size": 34}, "weight_map": {"a": "one.safetensors", "b": "one.safetensors"}}
                """
                        .getBytes(StandardCharsets.UTF_8);
        int refused = refused("model.safetensors.index.json", index, index.length);
        assertThat(refused).isBetween(50, FILES - 1);
    }

    /// @param hot how many bytes at the start most changes go to
    private int refused(String name, byte[] whole, int hot) throws IOException {
        int refused = 0;
        for (int seed = 0; seed < FILES; seed++) {
            Files.write(folder.resolve(name), mutated(whole, hot, seed));
            refused += isRefused(seed) ? 1 : 0;
        }
        return refused;
    }

    private boolean isRefused(int seed) {
        try (WeightFiles files = WeightFiles.open(folder);
                var _ = new TensorScope()) {
            for (String name : files.names()) {
                files.tensor(name).to(ScalarType.Double).sum().item_double();
            }
            return false;
        } catch (CheckpointException e) {
            assertThat(e).as("seed %d", seed).hasMessageContaining(folder.toString());
            return true;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + " fails with " + e, e);
        }
    }

    /// The kind of damage goes round with the seed, its places and values are drawn.
    private static byte[] mutated(byte[] whole, int hot, int seed) {
        long key = KeyedRandom.key(seed, "fuzz", "weights");
        int place = KeyedRandom.below(hot, key, 0);
        int other = KeyedRandom.below(whole.length, key, 1);
        int length = 1 + KeyedRandom.below(16, key, 2);
        return switch (seed % 6) {
            case 0 -> bytesChanged(whole, hot, key);
            case 1 -> Arrays.copyOf(whole, other);
            case 2 -> number(whole, place, EDGES[KeyedRandom.below(EDGES.length, key, 3)], key);
            case 3 -> spliced(whole, place, place, whole, other, length);
            case 4 -> spliced(whole, place, place + length, whole, 0, 0);
            default -> bitFlipped(whole, place, KeyedRandom.below(8, key, 3));
        };
    }

    private static byte[] bytesChanged(byte[] whole, int hot, long key) {
        byte[] mutated = whole.clone();
        for (int i = 0; i <= KeyedRandom.below(4, key, 3); i++) {
            mutated[KeyedRandom.below(hot, key, 10 + 2L * i)] =
                    (byte) KeyedRandom.below(256, key, 11 + 2L * i);
        }
        return mutated;
    }

    private static byte[] bitFlipped(byte[] whole, int place, int bit) {
        byte[] mutated = whole.clone();
        mutated[place] ^= (byte) (1 << bit);
        return mutated;
    }

    /// An integer of 1, 2, 4 or 8 bytes, or its digits, over what was there.
    private static byte[] number(byte[] whole, int place, long value, long key) {
        byte[] mutated = whole.clone();
        if (KeyedRandom.below(2, key, 4) == 0) {
            byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            return spliced(whole, place, place + 1, digits, 0, digits.length);
        }
        int width = 1 << KeyedRandom.below(4, key, 5);
        for (int i = 0; i < width && place + i < whole.length; i++) {
            mutated[place + i] = (byte) (value >> (8 * i));
        }
        return mutated;
    }

    /// `whole` with the bytes `from` to `to` replaced by `length` bytes of another array.
    private static byte[] spliced(
            byte[] whole, int from, int to, byte[] other, int start, int length) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, from);
        bytes.write(other, start, Math.min(length, other.length - start));
        int rest = Math.min(to, whole.length);
        bytes.write(whole, rest, whole.length - rest);
        return bytes.toByteArray();
    }
}
