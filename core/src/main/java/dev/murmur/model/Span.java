package dev.murmur.model;

import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Neighbouring rows of a matrix.
///
/// @param from the first
/// @param size how many
record Span(long from, long size) {
    /// Spans of a size, the last perhaps shorter, that cover `0 .. total - 1`.
    static List<Span> over(long total, long size) {
        return LongStream.iterate(0, from -> from < total, from -> from + size)
                .mapToObj(from -> new Span(from, Math.min(size, total - from)))
                .toList();
    }

    /// A view of these rows.
    Tensor of(Tensor matrix) {
        return matrix.narrow(0, from, size);
    }
}
