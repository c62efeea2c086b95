package dev.murmur.nn;

import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Root-mean-square layer normalisation (Zhang and Sennrich 2019, arXiv 1910.07467, Eq. 4), without
/// centring, in float32 inside.
///
/// @param weight what the last dimension is multiplied by: `[size]`
/// @param eps added to the mean square
/// @param unitOffset whether the weight is one less than the factor, as Gemma stores it
public record RmsNorm(Tensor weight, double eps, boolean unitOffset) {
    private static final Scalar EUCLIDEAN = Tensors.constant(2);

    /// @param input `[..., size]`
    /// @return the same shape and dtype
    public Tensor apply(Tensor input) {
        Tensor factor = factor();
        if (Tape.graphOf(input, weight)) {
            return byGraph(input, factor);
        }
        Tensor x = Tape.cut(input);
        Tensor scale;
        Tensor y;
        try (var _ = new NoGradGuard()) {
            Tensor full = x.to(ScalarType.Float);
            scale = scale(full);
            y = scaled(full, scale, factor, x.scalar_type());
        }
        return Tape.result(
                y,
                List.of(x, weight),
                keeper -> {
                    Tensor keptX = keeper.keep(x);
                    Tensor keptScale = keeper.keep(scale);
                    Tensor keptFactor = keeper.keep(factor.detach());
                    return dy -> backward(keptX, keptScale, keptFactor, dy);
                });
    }

    /// What comes of the normalised input's only use, for which it is not kept: it is computed
    /// again on the way back ([Tape#remade]).
    ///
    /// @param input cut: `[..., size]`
    public Tensor apply(Tensor input, UnaryOperator<Tensor> use) {
        return Tape.remade(
                apply(input),
                List.of(input),
                from -> {
                    Tensor x = from.getFirst();
                    Tensor full = x.to(ScalarType.Float);
                    return scaled(full, scale(full), factor(), x.scalar_type());
                },
                use);
    }

    private static Tensor scaled(Tensor full, Tensor scale, Tensor factor, ScalarType dtype) {
        return full.mul(scale).mul_(factor).to(dtype);
    }

    /// What normalised values are multiplied by. One is added in float32: in bfloat16 the sum would
    /// lose half of the weight's digits.
    private Tensor factor() {
        return unitOffset ? weight.to(ScalarType.Float).add(Tensors.ONE) : weight;
    }

    private Tensor byGraph(Tensor x, Tensor factor) {
        return torch.rms_norm(
                        x.to(factor.scalar_type()),
                        new long[] {factor.size(0)},
                        new TensorOptional(factor),
                        new DoubleOptional(eps))
                .to(x.scalar_type());
    }

    /// One over the root of the mean square: `[..., 1]`.
    private Tensor scale(Tensor x) {
        return torch.linalg_vector_norm(
                        x, EUCLIDEAN, new long[] {-1}, true, new ScalarTypeOptional())
                .square_()
                .div_(new Scalar(weight.size(0)))
                .add_(new Scalar(eps))
                .rsqrt_();
    }

    /// With `y = x s f`, where `s` is the scale and `f` the factor: `df = sum dy x s` and `dx = dy
    /// f s - x s^3 (dy x . f) / size`.
    private void backward(Tensor x, Tensor scale, Tensor factor, Tensor dy) {
        long size = weight.size(0);
        Tensor rows = x.to(ScalarType.Float).view(-1, size);
        Tensor scales = scale.view(-1, 1);
        Tensor full = factor.to(ScalarType.Float);
        Tensor gradient = dy.to(ScalarType.Float).view(-1, size);
        Tensor products = gradient.mul(rows); // [rows, size]
        if (weight.requires_grad()) {
            Tensor learnt = products.t().mv(scales.squeeze(1));
            Tape.learn(weight, learnt.to(weight.scalar_type()));
        }
        Tensor along = products.mv(full).unsqueeze(1).mul_(scales.pow(new Scalar(3)));
        Tensor dx =
                gradient.mul(scales)
                        .mul_(full)
                        .addcmul_(rows, along, new Scalar(-1.0 / size)); // [rows, size]
        Tape.pass(x, dx.to(x.scalar_type()).view(x.sizes()));
    }
}
