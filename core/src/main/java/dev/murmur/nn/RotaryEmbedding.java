package dev.murmur.nn;

import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Rotary positions (Su et al. 2021, arXiv 2104.09864) of one batch of tokens, in the half-split
/// layout of Hugging Face: dimension `i` turns with dimension `i + headDim / 2`.
///
/// @param cos `[tokens, 1, headDim / 2]`
/// @param sin `[tokens, 1, headDim / 2]`
public record RotaryEmbedding(Tensor cos, Tensor sin) {
    /// The angles of the given positions, in float32 as the reference implementation computes them.
    ///
    /// @param positions int64: `[tokens]`
    /// @param frequencies radians a position: `[headDim / 2]`
    /// @param dtype of the result
    public static RotaryEmbedding at(Tensor positions, float[] frequencies, ScalarType dtype) {
        Tensor angles =
                positions
                        .to(ScalarType.Float)
                        .unsqueeze(1)
                        .mul(
                                Tensors.floats(frequencies)
                                        .to(positions.device(), ScalarType.Float)
                                        .unsqueeze(0)) // [tokens, headDim / 2]
                        .unsqueeze(1);
        return new RotaryEmbedding(angles.cos().to(dtype), angles.sin().to(dtype));
    }

    /// @param x queries or keys: `[tokens, heads, headDim]`
    /// @return the same turned by each token's position
    public Tensor rotate(Tensor x) {
        long half = x.size(2) / 2;
        Tensor first = x.narrow(2, 0, half); // [tokens, heads, headDim / 2]
        Tensor second = x.narrow(2, half, half);
        return torch.cat(
                new TensorVector(
                        first.mul(cos).sub(second.mul(sin)), second.mul(cos).add(first.mul(sin))),
                2);
    }
}
