package dev.murmur.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Element types of weights, with the names that libtorch, safetensors and recipes give them.
public enum Dtype {
    FLOAT64("F64", 8, ScalarType.Double),
    FLOAT32("F32", 4, ScalarType.Float),
    BFLOAT16("BF16", 2, ScalarType.BFloat16),
    FLOAT16("F16", 2, ScalarType.Half),
    INT64("I64", 8, ScalarType.Long),
    INT32("I32", 4, ScalarType.Int),
    UINT8("U8", 1, ScalarType.Byte),
    BOOL("BOOL", 1, ScalarType.Bool);

    private final String safetensors;
    private final int bytes;
    private final ScalarType scalarType;

    Dtype(String safetensors, int bytes, ScalarType scalarType) {
        this.safetensors = safetensors;
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    public static Optional<Dtype> ofSafetensors(String name) {
        return Arrays.stream(values()).filter(d -> d.safetensors.equals(name)).findFirst();
    }

    /// The type of a tensor's elements.
    public static Dtype of(Tensor tensor) {
        ScalarType type = tensor.scalar_type().intern();
        return Arrays.stream(values())
                .filter(d -> d.scalarType == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dtype for " + type));
    }

    public String safetensors() {
        return safetensors;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    public ScalarType scalarType() {
        return scalarType;
    }

    /// As recipes and `config.json` write it: `float32`, `bfloat16`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
