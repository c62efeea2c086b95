package dev.murmur.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Packs the linear layers of a model, and owns what it packed.
public final class Packer implements AutoCloseable {
    private final Compute compute;
    private final List<PackedLinear> packed = new ArrayList<>();

    public Packer(Compute compute) {
        this.compute = compute;
    }

    /// @param layers of one input, as they were trained; their outputs come one after the other
    public Projection pack(Projection... layers) {
        return pack(compute, layers);
    }

    /// Packs the head. Where the others are in bfloat16 it is in float16: logits rounded to
    /// bfloat16 would be the largest error of all.
    public Projection packHead(Linear head) {
        return pack(compute == Compute.BFLOAT16 ? Compute.FLOAT16 : compute, head);
    }

    private Projection pack(Compute own, Projection... layers) {
        Linear[] linear = Arrays.stream(layers).map(Packer::linear).toArray(Linear[]::new);
        PackedLinear result = PackedLinear.of(own, linear);
        packed.add(result);
        return result;
    }

    private static Linear linear(Projection layer) {
        return switch (layer) {
            case Linear linear -> linear;
            case PackedLinear _ -> throw new IllegalArgumentException("packed already");
        };
    }

    @Override
    public void close() {
        packed.forEach(PackedLinear::close);
    }
}
