package dev.murmur.nn;

import dev.murmur.tensor.Device;
import java.util.Locale;

/// The type in which a model that only writes replies multiplies by its weights. Everything else,
/// the keys and values among it, stays in the type of the model.
public enum Compute {
    /// In the type that the model has.
    MODEL,

    /// In bfloat16, summed in float32 by oneDNN, the head as with [#FLOAT16]. Fast where the
    /// processor has bfloat16 products.
    BFLOAT16,

    /// Weights in float16, everything else in float32 (FBGEMM): half the bytes, nearly the accuracy
    /// of float32.
    FLOAT16,

    /// Weights in 8 bits with a scale an output, tokens in 8 bits with a scale a batch, summed in
    /// 32 bits (FBGEMM, the head by oneDNN). The fastest and the least accurate; what shares a
    /// batch changes the scale.
    INT8;

    /// @throws IllegalArgumentException if a device has no kernels for it
    public void requireOn(Device device) {
        if (this != MODEL && !device.equals(Device.CPU)) {
            throw new IllegalArgumentException(
                    "compute is "
                            + this
                            + ", which only the CPU has kernels for, and the model is on "
                            + device
                            + "; take model, there with weights in bfloat16, or the device cpu");
        }
    }

    /// As recipes write it: `bfloat16`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
