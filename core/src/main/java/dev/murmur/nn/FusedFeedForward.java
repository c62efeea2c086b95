package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;

/// A [GatedFeedForward] whose gate and up layers lie in one matrix, the gate first.
///
/// @param gateUp hidden to twice intermediate
/// @param down intermediate to hidden
public record FusedFeedForward(Activation activation, Projection gateUp, Projection down)
        implements FeedForward {
    @Override
    public Tensor apply(Tensor x) {
        Tensor both = gateUp.apply(x); // [tokens, 2 * intermediate]
        long inner = both.size(1) / 2;
        return down.apply(activation.gated(both.narrow(1, 0, inner), both.narrow(1, inner, inner)));
    }

    @Override
    public FeedForward packed(Packer packer) {
        return new FusedFeedForward(activation, packer.pack(gateUp), packer.pack(down));
    }
}
