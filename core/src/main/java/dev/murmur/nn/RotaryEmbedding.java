package dev.murmur.nn;

import dev.murmur.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
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
    private static final Scalar MINUS_ONE = Tensors.constant(-1);

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

    /// @param input queries or keys: `[tokens, heads, headDim]`; its memory is used for the result,
    ///   where no graph needs it
    /// @return the same turned by each token's position
    public Tensor rotate(Tensor input) {
        if (Tape.graphOf(input)) {
            return turned(input, sin);
        }
        Tensor x = Tape.cut(input);
        Tensor turned = x.detach();
        try (var _ = new NoGradGuard()) {
            turn(turned);
        }
        return Tape.result(
                turned,
                List.of(x),
                keeper -> {
                    Tensor keptX = keeper.keep(x);
                    var kept = new RotaryEmbedding(keeper.keep(cos), keeper.keep(sin));
                    return gradient -> Tape.pass(keptX, kept.turned(gradient, kept.sin.neg()));
                });
    }

    private void turn(Tensor x) {
        Tensor first = half(x, 0);
        Tensor second = half(x, 1);
        Tensor before = first.clone();
        first.mul_(cos).addcmul_(second, sin, MINUS_ONE);
        second.mul_(cos).addcmul_(before, sin);
    }

    /// @param sine of the angle to turn by
    private Tensor turned(Tensor x, Tensor sine) {
        Tensor first = half(x, 0);
        Tensor second = half(x, 1);
        return torch.cat(
                new TensorVector(
                        first.mul(cos).sub(second.mul(sine)), second.mul(cos).add(first.mul(sine))),
                2);
    }

    /// @return `[tokens, heads, headDim / 2]`
    private static Tensor half(Tensor x, int which) {
        long half = x.size(2) / 2;
        return x.narrow(2, which * half, half);
    }
}
