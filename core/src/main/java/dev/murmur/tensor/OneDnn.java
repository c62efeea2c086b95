package dev.murmur.tensor;

/// The library that multiplies matrices on CPUs, where libtorch was built with it.
public final class OneDnn {
    /// A linear layer of plain tensors, with arguments `X, W, B, attr, scalars, algorithm`.
    public static final String LINEAR = "mkldnn::_linear_pointwise";

    private static final boolean PRESENT = Operators.exists(LINEAR, "");

    private OneDnn() {}

    public static boolean isPresent() {
        return PRESENT;
    }
}
