package dev.murmur.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// A safetensors file mapped into memory: its tensors share the file's pages and cost nothing until
/// touched.
///
/// Layout: 8 bytes little-endian header length, a JSON header (name to dtype, shape and byte
/// range), the data. See <https://github.com/huggingface/safetensors>. Every range is checked
/// against the file before any tensor exists.
final class SafetensorsFile {
    private static final long MAX_HEADER = 100_000_000;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Path file;
    private final MemorySegment data;
    private final Map<String, Entry> entries;

    /// One tensor of the header; `begin` and `end` count from the start of the data.
    record Entry(Dtype dtype, long[] shape, long begin, long end) {}

    private SafetensorsFile(Path file, MemorySegment data, Map<String, Entry> entries) {
        this.file = file;
        this.data = data;
        this.entries = entries;
    }

    /// Maps a file.
    ///
    /// @param arena lives at least as long as every tensor taken from the file
    /// @throws CheckpointException if the file is not a whole and consistent safetensors file
    static SafetensorsFile open(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) {
                throw broken(
                        file, "it has " + size + " bytes, fewer than the 8 of a header length");
            }
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            long header =
                    all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            if (header < 2 || header > Math.min(size - 8, MAX_HEADER)) {
                throw broken(file, "its header claims " + header + " bytes, the file has " + size);
            }
            byte[] json = all.asSlice(8, header).toArray(ValueLayout.JAVA_BYTE);
            MemorySegment data = all.asSlice(8 + header);
            return new SafetensorsFile(file, data, entries(file, json, data.byteSize()));
        } catch (IOException e) {
            throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Entry> entries(Path file, byte[] json, long dataSize) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw broken(file, "its header is not JSON: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw broken(file, "its header is not a JSON object");
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.put(
                        field.getKey(), entry(file, field.getKey(), field.getValue(), dataSize));
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    private static Entry entry(Path file, String name, JsonNode node, long dataSize) {
        Dtype dtype =
                Dtype.ofSafetensors(node.path("dtype").asText())
                        .orElseThrow(() ->
                                broken(
                                        file,
                                        "'"
                                                + name
                                                + "' has dtype "
                                                + node.path("dtype")
                                                + ", which is not known"));
        JsonNode sizes = node.path("shape");
        JsonNode range = node.path("data_offsets");
        if (!sizes.isArray()
                || range.size() != 2
                || !range.path(0).canConvertToLong()
                || !range.path(1).canConvertToLong()) {
            throw broken(file, "'" + name + "' lacks a shape or data_offsets");
        }
        var shape = new long[sizes.size()];
        long bytes = dtype.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes.path(i).asLong(-1);
            if (!sizes.path(i).canConvertToLong() || shape[i] < 0) {
                throw broken(file, "'" + name + "' has size " + sizes.path(i));
            }
            bytes = multiply(file, name, bytes, shape[i]);
        }
        long begin = range.path(0).asLong();
        long end = range.path(1).asLong();
        if (begin < 0 || end < begin || end > dataSize) {
            throw broken(
                    file,
                    "'"
                            + name
                            + "' lies at bytes "
                            + begin
                            + " to "
                            + end
                            + " of "
                            + dataSize
                            + "; is the download complete?");
        }
        if (end - begin != bytes) {
            throw broken(
                    file,
                    "'"
                            + name
                            + "' of shape "
                            + Arrays.toString(shape)
                            + " and dtype "
                            + dtype
                            + " needs "
                            + bytes
                            + " bytes, the header gives "
                            + (end - begin));
        }
        return new Entry(dtype, shape, begin, end);
    }

    private static long multiply(Path file, String name, long a, long b) {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException e) {
            throw broken(file, "'" + name + "' has an impossible shape");
        }
    }

    private static CheckpointException broken(Path file, String why) {
        return new CheckpointException(file + " is not a usable safetensors file: " + why);
    }

    Path file() {
        return file;
    }

    /// What the file holds, in the order of its header.
    Map<String, Entry> entries() {
        return entries;
    }

    /// A tensor over the file's own pages: read-only, in the file's dtype, no copy.
    Tensor tensor(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new CheckpointException(file + " has no '" + name + "'");
        }
        if (entry.begin() == entry.end()) {
            return torch.empty(
                    entry.shape(),
                    new TensorOptions(entry.dtype().scalarType()),
                    new org.bytedeco.pytorch.MemoryFormatOptional());
        }
        return torch.from_blob(
                new Address(data.address() + entry.begin()),
                entry.shape(),
                new TensorOptions(entry.dtype().scalarType()));
    }

    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
