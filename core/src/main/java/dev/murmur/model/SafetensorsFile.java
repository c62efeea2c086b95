package dev.murmur.model;

import com.fasterxml.jackson.core.JsonParser;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The safetensors format: 8 bytes little-endian header length, a JSON header (name to dtype, shape
/// and byte range), the data. See <https://github.com/huggingface/safetensors>.
///
/// As strict as the reference implementation: names are distinct, and the tensors cover the data
/// without a gap or an overlap. Unlike there, tensors may lie at any alignment.
final class SafetensorsFile {
    private static final long MAX_HEADER = 100_000_000;

    private final String file;
    private final MemorySegment data;
    private final List<Entry> entries = new ArrayList<>();

    /// One tensor of the header; `begin` and `end` count from the start of the data.
    private record Entry(String name, Dtype dtype, long[] shape, long begin, long end) {}

    private SafetensorsFile(String file, MemorySegment data) {
        this.file = file;
        this.data = data;
    }

    /// The tensors of a mapped file by their names, in the order of its header.
    ///
    /// @param file for messages
    /// @throws CheckpointException if it is not a whole and consistent safetensors file
    static Map<String, StoredTensor> tensors(String file, MemorySegment bytes) {
        long size = bytes.byteSize();
        if (size < 8) {
            throw new CheckpointException(
                    file
                            + " has "
                            + size
                            + " bytes, fewer than the 8 of a safetensors header length; is the"
                            + " download complete?");
        }
        long header = LittleEndian.i64(bytes, 0);
        if (header < 2 || header > Math.min(size - 8, MAX_HEADER)) {
            throw new CheckpointException(
                    file
                            + " claims a header of "
                            + header
                            + " bytes, expected 2 to "
                            + Math.min(size - 8, MAX_HEADER)
                            + "; is it a safetensors file, and the download complete?");
        }
        var read = new SafetensorsFile(file, bytes.asSlice(8 + header));
        byte[] json = bytes.asSlice(8, header).toArray(ValueLayout.JAVA_BYTE);
        StrictJson.object(file + ": header", json, read::field);
        return read.tensors();
    }

    private void field(String name, JsonParser value) throws IOException {
        if (name.equals("__metadata__")) {
            StrictJson.object(value, (_, text) -> StrictJson.string(text));
        } else {
            entries.add(entry(name, value));
        }
    }

    private Entry entry(String name, JsonParser value) throws IOException {
        var field =
                new Object() {
                    @Nullable String dtype;
                    long @Nullable [] shape;
                    long @Nullable [] range;
                };
        StrictJson.object(
                value,
                (key, parser) -> {
                    switch (key) {
                        case "dtype" -> field.dtype = StrictJson.string(parser);
                        case "shape" ->
                                field.shape =
                                        StrictJson.integers(parser, StoredTensor.MAX_DIMENSIONS);
                        case "data_offsets" -> field.range = StrictJson.integers(parser, 2);
                        default ->
                                throw StrictJson.unexpected(parser, "dtype, shape or data_offsets");
                    }
                });
        if (field.dtype == null
                || field.shape == null
                || field.range == null
                || field.range.length != 2) {
            throw new CheckpointException(where(name) + " lacks dtype, shape or data_offsets");
        }
        return new Entry(
                name, dtype(name, field.dtype), field.shape, field.range[0], field.range[1]);
    }

    private Dtype dtype(String name, String dtype) {
        return Dtype.ofSafetensors(dtype)
                .orElseThrow(() -> {
                    String known =
                            Arrays.stream(Dtype.values())
                                    .map(Dtype::safetensors)
                                    .collect(Collectors.joining(", "));
                    return new CheckpointException(
                            where(name)
                                    + " has dtype "
                                    + dtype
                                    + ", which is not read; known: "
                                    + known);
                });
    }

    private Map<String, StoredTensor> tensors() {
        requireCovered();
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (Entry entry : entries) {
            MemorySegment bytes = data.asSlice(entry.begin(), entry.end() - entry.begin());
            tensors.put(
                    entry.name(),
                    StoredTensor.contiguous(
                            where(entry.name()), entry.dtype(), entry.shape(), bytes));
        }
        return tensors;
    }

    /// Each tensor begins where the one before ends, and the last ends with the file.
    private void requireCovered() {
        var sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : sorted) {
            if (entry.begin() != covered || entry.end() < covered) {
                throw new CheckpointException(
                        where(entry.name())
                                + " lies at bytes "
                                + entry.begin()
                                + " to "
                                + entry.end()
                                + " of the data, expected it to begin at "
                                + covered
                                + " where the one before ends");
            }
            covered = entry.end();
        }
        if (covered != data.byteSize()) {
            throw new CheckpointException(
                    file
                            + ": the tensors need "
                            + covered
                            + " bytes of data, the file has "
                            + data.byteSize()
                            + "; is the download complete?");
        }
    }

    private String where(String name) {
        return file + ": '" + name + "'";
    }
}
