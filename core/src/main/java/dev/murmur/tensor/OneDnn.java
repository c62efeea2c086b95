package dev.murmur.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.OperatorName;

/// The library that multiplies matrices on CPUs, where libtorch was built with it.
public final class OneDnn {
    /// A linear layer of plain tensors, with arguments `X, W, B, attr, scalars, algorithm`.
    public static final String LINEAR = "mkldnn::_linear_pointwise";

    private static final boolean PRESENT = find();

    private OneDnn() {}

    public static boolean isPresent() {
        return PRESENT;
    }

    private static boolean find() {
        try (var _ = new TensorScope()) {
            return Dispatcher.singleton().findSchema(new OperatorName(LINEAR, "")).has_value();
        }
    }
}
