package dev.murmur.generation;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;

/// A number for each token in several rows, in native memory, read without a copy.
///
/// @param values float32: `[rows, vocab]`
record TokenRows(MemorySegment values, int vocab) {
    /// @param numbers float32 on the CPU, contiguous, which must outlive the reading: `[rows,
    ///   vocab]`
    @SuppressWarnings("restricted") // the tensor's own memory
    static TokenRows of(Tensor numbers) {
        MemorySegment values =
                MemorySegment.ofAddress(numbers.data_ptr_float().address())
                        .reinterpret(numbers.numel() * Float.BYTES);
        return new TokenRows(values, (int) numbers.size(1));
    }

    float at(int row, int token) {
        return values.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * vocab + token);
    }
}
