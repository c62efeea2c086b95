package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.tensor.Dtype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredZipTest {
    private static final int LOCAL_LENGTH = 30;

    @TempDir Path folder;

    @Test
    void entriesAreRangesOfTheFile() throws IOException {
        MemorySegment file =
                MemorySegment.ofArray(zip("a/x", new byte[] {1, 2}, "a/y", new byte[0]));

        Map<String, MemorySegment> entries = StoredZip.entries("w.bin", file);

        assertThat(entries.keySet()).containsExactly("a/x", "a/y");
        assertThat(entries.get("a/x").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
        assertThat(entries.get("a/x").heapBase()).isEqualTo(file.heapBase());
        assertThat(entries.get("a/y").byteSize()).isZero();
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = zip("a/x", new byte[] {1, 2, 3}, "a/y", new byte[] {4});
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> StoredZip.entries("w.bin", MemorySegment.ofArray(cut)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("w.bin is not a whole zip file")
                    .hasMessageContaining("is the download complete?");
        }
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a/x"));
            zip.write(new byte[1000]);
        }
        assertRefused(bytes.toByteArray(), "'a/x' is compressed or encrypted (method 8)");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        byte[] zip = zip("a/x", new byte[] {1}, "a/y", new byte[] {2});
        for (int i = 0; i < zip.length - 2; i++) {
            if (zip[i] == 'a' && zip[i + 1] == '/') {
                zip[i + 2] = 'x';
            }
        }
        assertRefused(zip, "'a/x' is in it twice");
    }

    @Test
    void entriesThatOverlapAreRefused() throws IOException {
        byte[] plain = zip("a/x", new byte[1], "a/y", new byte[] {1, 2, 3, 4});
        int y = LOCAL_LENGTH + 3 + 1;
        byte[] inside = Arrays.copyOfRange(plain, y, y + LOCAL_LENGTH + 3 + 4);
        byte[] zip = zip("a/x", inside, "a/y", new byte[] {1, 2, 3, 4});
        put(zip, record(zip, 1) + 42, LOCAL_LENGTH + 3);
        assertRefused(zip, "'a/y' overlaps 'a/x'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "20 | 5 | 'a/x' has 5 bytes stored for 4",
                "42 | 7 | 'a/x' is not at byte 7",
                "42 | 2147483647 | 'a/x' is not at byte 2147483647",
                "42 | -1 | 'a/x' lacks its 64-bit sizes",
                "42 | 37 | 'a/x' has another name at byte 37",
                "0 | 7 | its directory has no entry at byte 74",
                "28 | -1 | its directory has no entry at byte 74",
                "8 | 1 | 'a/x' is compressed or encrypted (method 0)"
            })
    void aRecordThatLiesIsNamed(int field, int value, String message) throws IOException {
        byte[] zip = zip("a/x", new byte[4], "a/y", new byte[4]);
        put(zip, record(zip, 0) + field, value);
        assertRefused(zip, message);
    }

    @Test
    void aSizeThatReachesIntoTheDirectoryIsNamed() throws IOException {
        byte[] zip = zip("a/x", new byte[4], "a/y", new byte[4]);
        put(zip, record(zip, 0) + 20, 999);
        put(zip, record(zip, 0) + 24, 999);
        assertRefused(zip, "'a/x' of 999 bytes at byte 33 reaches into the directory at byte 74");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10 | 65535 | its directory claims 65535 entries in 98 bytes",
                "12 | 97 | its directory of 97 bytes is not at byte 74",
                "16 | -1 | its directory of 98 bytes is not at byte 4294967295",
                "0 | 0 | its directory at the end is missing"
            })
    void aDirectoryThatLiesIsNamed(int field, int value, String message) throws IOException {
        byte[] zip = zip("a/x", new byte[4], "a/y", new byte[4]);
        int at = zip.length - 22 + field;
        if (field == 10) {
            little(zip).putShort(at, (short) value);
        } else {
            put(zip, at, value);
        }
        assertRefused(zip, message);
    }

    /// The file is sparse: it claims 5 GB and takes some kilobytes of the disk.
    @Test
    void storagesBeyondFourGigabytesAreReached() throws IOException {
        Path file = folder.resolve("large.bin");
        long elements = 1_250_000_000L;
        LargeZip.write(
                file,
                elements * Float.BYTES,
                TorchFiles.pickle("FloatStorage", elements, elements - 2, new long[] {2}, 1));
        assertThat(Files.size(file)).isGreaterThan(5_000_000_000L);
        try (Arena arena = Arena.ofConfined()) {
            StoredTensor tensor = WeightFile.open(file, arena).tensors().get("w");
            assertThat(tensor.dtype()).isEqualTo(Dtype.FLOAT32);
            assertThat(tensor.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, 4))
                    .isEqualTo(LargeZip.LAST);
        }
    }

    private static byte[] zip(String name1, byte[] data1, String name2, byte[] data2)
            throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put(name1, data1);
        entries.put(name2, data2);
        return TorchFiles.zip(entries);
    }

    /// Where the directory's record of an entry begins.
    private static int record(byte[] zip, int index) {
        int at = little(zip).getInt(zip.length - 22 + 16);
        return index == 0 ? at : at + 46 + 3;
    }

    private static void put(byte[] zip, int at, int value) {
        little(zip).putInt(at, value);
    }

    private static ByteBuffer little(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertRefused(byte[] zip, String message) {
        assertThatThrownBy(() -> StoredZip.entries("w.bin", MemorySegment.ofArray(zip)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("w.bin is not a whole zip file")
                .hasMessageContaining(message);
    }
}
