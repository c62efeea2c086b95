package dev.murmur.generation;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A number for every [#SIZE] tokens of a row, so that whoever looks for a token first finds its
/// block and then reads no other.
///
/// @param values `[rows, perRow]`
/// @param perRow blocks of a row; the last may be shorter
record TokenBlocks(float[] values, int perRow) {
    static final int SIZE = 128;

    /// The sum of each block.
    ///
    /// @param numbers float32: `[rows, vocab]`
    static TokenBlocks sums(Tensor numbers) {
        return reduced(numbers, blocks -> blocks.sum(2));
    }

    /// The largest number of each block; not a number if one is none.
    static TokenBlocks maxima(Tensor numbers) {
        return reduced(numbers, blocks -> blocks.amax(new long[] {2}, false));
    }

    /// @param reduction `[rows, blocks, size]` to `[rows, blocks]`
    private static TokenBlocks reduced(Tensor numbers, UnaryOperator<Tensor> reduction) {
        try (var _ = new TensorScope()) {
            long whole = numbers.size(1) / SIZE;
            long rest = numbers.size(1) % SIZE;
            var parts = new TensorVector();
            if (whole > 0) {
                Tensor blocks = numbers.narrow(1, 0, whole * SIZE).unflatten(1, whole, SIZE);
                parts.push_back(reduction.apply(blocks));
            }
            if (rest > 0) {
                parts.push_back(
                        reduction.apply(numbers.narrow(1, whole * SIZE, rest).unsqueeze(1)));
            }
            Tensor all = torch.cat(parts, 1);
            return new TokenBlocks(Tensors.toFloats(all), (int) all.size(1));
        }
    }

    float at(int row, int block) {
        return values[row * perRow + block];
    }

    static int first(int block) {
        return block * SIZE;
    }

    static int end(int block, int vocab) {
        return Math.min(vocab, (block + 1) * SIZE);
    }
}
