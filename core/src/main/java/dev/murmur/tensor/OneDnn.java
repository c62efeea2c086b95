package dev.murmur.tensor;

import java.util.List;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/// The library that multiplies matrices on CPUs, where libtorch was built with it.
public final class OneDnn {
    /// A linear layer, `X W^T + B`, of plain tensors or with the weight in oneDNN's own order.
    public static final String LINEAR = "mkldnn::_linear_pointwise";

    private static final boolean PRESENT = Operators.exists(LINEAR, "");

    private OneDnn() {}

    public static boolean isPresent() {
        return PRESENT;
    }

    /// What follows the input among the arguments of [#LINEAR], when nothing else is done to its
    /// result.
    ///
    /// @param weight `[out, in]`
    /// @param bias `[out]`; null for none
    public static List<IValue> arguments(Tensor weight, @Nullable Tensor bias) {
        return List.of(
                new IValue(weight),
                bias == null ? Operators.none() : new IValue(bias),
                new IValue("none"),
                noNumbers(),
                Operators.none());
    }

    /// An empty `List[Optional[Scalar]]`.
    private static IValue noNumbers() {
        var number = new Type.TypePtr(NumberType.getNumberIntTypePtr().get());
        return new IValue(new GenericList(OptionalType.get(number)));
    }
}
