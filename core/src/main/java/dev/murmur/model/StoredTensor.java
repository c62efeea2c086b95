package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Where a tensor lies in a mapped file. Made only by the two factories, which check that every
/// element lies inside `bytes`: whatever a file claims, libtorch reads nothing else.
///
/// @param strides in elements, `>= 0`
/// @param bytes begins with the first element, at any alignment
record StoredTensor(Dtype dtype, long[] shape, long[] strides, MemorySegment bytes) {
    /// As many as libtorch's element-wise operators take.
    static final int MAX_DIMENSIONS = 64;

    private static final int WIDEST_ELEMENT = 8;

    /// A tensor that fills `bytes`, its last dimension varying fastest.
    ///
    /// @param where file and name, to begin a message with
    /// @throws CheckpointException if the shape is impossible or of another length
    static StoredTensor contiguous(String where, Dtype dtype, long[] shape, MemorySegment bytes) {
        long needed = elements(where, shape) * dtype.bytes();
        if (needed != bytes.byteSize()) {
            throw new CheckpointException(
                    where
                            + " of shape "
                            + Arrays.toString(shape)
                            + " and dtype "
                            + dtype
                            + " needs "
                            + needed
                            + " bytes, the header gives "
                            + bytes.byteSize());
        }
        var strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape[i]);
        }
        return new StoredTensor(dtype, shape, strides, bytes);
    }

    /// A tensor over a part of a storage. One with more elements than its storage is refused, since
    /// repeating elements could make it of any size.
    ///
    /// @param where file and name, to begin a message with
    /// @param storage from the tensor's first element to the storage's end
    /// @throws CheckpointException if shape or strides are impossible, or reach beyond the storage
    static StoredTensor strided(
            String where, Dtype dtype, long[] shape, long[] strides, MemorySegment storage) {
        long elements = elements(where, shape);
        if (elements > 0) {
            long needed = Math.max(elements, reach(where, shape, strides));
            if (needed > storage.byteSize() / dtype.bytes()) {
                throw new CheckpointException(
                        where
                                + " of shape "
                                + Arrays.toString(shape)
                                + " and strides "
                                + Arrays.toString(strides)
                                + " needs "
                                + needed
                                + " elements of "
                                + dtype
                                + ", its storage has "
                                + storage.byteSize() / dtype.bytes()
                                + " from its first on");
            }
        }
        return new StoredTensor(dtype, shape, strides, storage);
    }

    private static long elements(String where, long[] shape) {
        boolean empty = false;
        long elements = shape.length <= MAX_DIMENSIONS ? WIDEST_ELEMENT : -1;
        for (int i = 0; i < shape.length && elements > 0; i++) {
            empty |= shape[i] == 0;
            elements = product(elements, shape[i] == 0 ? 1 : shape[i]);
        }
        if (elements < 0) {
            throw impossible(where, "shape", shape);
        }
        return empty ? 0 : elements / WIDEST_ELEMENT;
    }

    /// Elements from the first to the last.
    private static long reach(String where, long[] shape, long[] strides) {
        long reach = strides.length == shape.length ? 1 : -1;
        for (int i = 0; i < strides.length && reach > 0; i++) {
            long further = product(shape[i] - 1, strides[i]);
            reach = further < 0 ? -1 : reach + further;
        }
        if (reach < 0) {
            throw impossible(where, "strides", strides);
        }
        return reach;
    }

    /// `a * b`, or -1 where `b` is negative or the product no number of bytes.
    private static long product(long a, long b) {
        return b < 0 || Math.multiplyHigh(a, b) != 0 ? -1 : Math.max(-1, a * b);
    }

    private static CheckpointException impossible(String where, String what, long[] values) {
        return new CheckpointException(
                where
                        + " has the impossible "
                        + what
                        + " "
                        + (values.length > MAX_DIMENSIONS
                                ? "of " + values.length + " numbers"
                                : Arrays.toString(values)));
    }

    /// Lets the system take back the pages that were read.
    void unload() {
        if (bytes.isMapped()) {
            bytes.unload();
        }
    }

    /// The tensor over the file's own pages: read-only, in the file's dtype, no copy.
    Tensor tensor() {
        var options = new TensorOptions(dtype.scalarType());
        if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
            return torch.empty(shape, options, new MemoryFormatOptional());
        }
        return torch.from_blob(new Address(bytes.address()), shape, strides, options);
    }

    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
