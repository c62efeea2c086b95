package dev.murmur.nn;

import dev.murmur.tensor.OneDnn;
import dev.murmur.tensor.Operators;
import dev.murmur.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.QEngine;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// One or several linear layers of the same input, their outputs one after the other, with a copy
/// of their weights in the order in which a kernel reads them. Without gradient.
///
/// A kernel that reads packed weights is many times faster for a few tokens than one that packs
/// them anew for each product, as libtorch's own does. Owns the copy.
public final class PackedLinear implements Projection, AutoCloseable {
    /// Tokens that oneDNN's order of weights is chosen for; others work as well.
    private static final long TOKENS = 64;

    private static final double LARGEST_INT8 = 127;

    /// From so many outputs on, oneDNN multiplies many tokens in 8 bits faster than FBGEMM, which
    /// is faster with few of either.
    private static final long MANY_OUTPUTS = 8192;

    private final String operator;
    private final ScalarType input;
    private final List<IValue> arguments; // after the input

    private PackedLinear(String operator, ScalarType input, List<IValue> arguments) {
        this.operator = operator;
        this.input = input;
        this.arguments = arguments;
        arguments.forEach(IValue::retainReference);
    }

    /// Whether there is a kernel for weights of the type of some, where they are.
    public static boolean takes(Tensor weight) {
        ScalarType own = weight.scalar_type().intern();
        return weight.is_cpu()
                && (own == ScalarType.Float || own == ScalarType.BFloat16)
                && OneDnn.isPresent();
    }

    /// Packs layers as they are now, whatever they have as additions.
    ///
    /// @param layers at least one, all with a bias or none
    public static PackedLinear of(Compute compute, Linear... layers) {
        try (var _ = new TensorScope()) {
            Tensor weight =
                    stacked(Arrays.stream(layers).map(Linear::merged).toList()); // [out, in]
            Tensor bias = // [out]
                    layers[0].bias() == null
                            ? null
                            : stacked(Arrays.stream(layers).map(l -> required(l.bias())).toList());
            return switch (compute) {
                case MODEL -> oneDnn(weight, bias, weight.scalar_type());
                case BFLOAT16 -> oneDnn(weight, bias, ScalarType.BFloat16);
                case FLOAT16 -> float16(weight, bias);
                case INT8 -> int8(weight, bias);
            };
        }
    }

    private static Tensor required(@Nullable Tensor bias) {
        if (bias == null) {
            throw new IllegalArgumentException(
                    "of layers packed together some have a bias, some not");
        }
        return bias.detach();
    }

    private static Tensor stacked(List<Tensor> parts) {
        return parts.size() == 1
                ? parts.getFirst()
                : torch.cat(new TensorVector(parts.toArray(Tensor[]::new)));
    }

    private static PackedLinear oneDnn(Tensor weight, @Nullable Tensor bias, ScalarType type) {
        Tensor packed =
                Operators.tensor(
                        Operators.call(
                                "mkldnn::_reorder_linear_weight",
                                "",
                                new IValue(weight.to(type).contiguous()),
                                new IValue(TOKENS)),
                        0);
        return new PackedLinear(
                OneDnn.LINEAR, type, OneDnn.arguments(packed, bias == null ? null : bias.to(type)));
    }

    private static PackedLinear float16(Tensor weight, @Nullable Tensor bias) {
        return new PackedLinear(
                "quantized::linear_dynamic_fp16",
                ScalarType.Float,
                List.of(
                        packed(
                                "quantized::linear_prepack_fp16",
                                weight.to(ScalarType.Float).contiguous(),
                                bias)));
    }

    private static PackedLinear int8(Tensor weight, @Nullable Tensor bias) {
        Tensor full = weight.to(ScalarType.Float).contiguous();
        Tensor scales = // [out]
                full.abs()
                        .amax(new long[] {1}, false)
                        .div(new Scalar(LARGEST_INT8))
                        .clamp_min(new Scalar(Float.MIN_NORMAL))
                        .to(ScalarType.Double);
        Tensor zeros = torch.zeros(new long[] {full.size(0)}, new TensorOptions(ScalarType.Long));
        Tensor quantised = torch.quantize_per_channel(full, scales, zeros, 0, ScalarType.QInt8);
        return new PackedLinear(
                "quantized::linear_dynamic",
                ScalarType.Float,
                List.of(
                        full.size(0) < MANY_OUTPUTS
                                ? packed("quantized::linear_prepack", quantised, bias)
                                : packedForOneDnn(quantised, bias),
                        new IValue(false))); // all 8 bits: the kernel does not overflow
    }

    /// What a weight is packed for is a setting of the whole process.
    private static synchronized IValue packedForOneDnn(Tensor quantised, @Nullable Tensor bias) {
        Context context = torch.globalContext();
        QEngine before = context.qEngine();
        context.setQEngine(OneDnn.isPresent() ? QEngine.ONEDNN : before);
        try {
            return packed("quantized::linear_prepack", quantised, bias);
        } finally {
            context.setQEngine(before);
        }
    }

    private static IValue packed(String operator, Tensor weight, @Nullable Tensor bias) {
        IValue full = bias == null ? Operators.none() : new IValue(bias.to(ScalarType.Float));
        return new IValue(Operators.call(operator, "", new IValue(weight), full).get(0));
    }

    @Override
    public Tensor apply(Tensor x) {
        try (var scope = new TensorScope()) {
            Tensor y =
                    Operators.tensor(
                            Operators.call(operator, "", new IValue(x.to(input)), arguments), 0);
            return scope.keep(y.to(x.scalar_type()));
        }
    }

    @Override
    public void close() {
        arguments.forEach(IValue::releaseReference);
    }
}
