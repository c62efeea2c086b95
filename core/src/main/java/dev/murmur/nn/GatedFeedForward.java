package dev.murmur.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Gated feed-forward layer: `down(activation(gate(x)) * up(x))`, with SiLU the SwiGLU of Shazeer
/// 2020 (arXiv 2002.05202, Eq. 6).
///
/// @param gate hidden to intermediate
/// @param up hidden to intermediate
/// @param down intermediate to hidden
public record GatedFeedForward(Activation activation, Linear gate, Linear up, Linear down)
        implements FeedForward {
    @Override
    public Tensor apply(Tensor x) {
        Tensor gateInput = Tape.cut(gate.apply(x)); // [tokens, intermediate]
        Tensor upInput = Tape.cut(up.apply(x)); // [tokens, intermediate]
        return Tape.remade(
                activation.gated(gateInput, upInput),
                List.of(gateInput, upInput),
                from -> activation.product(from.getFirst(), from.getLast()),
                down::apply);
    }

    @Override
    public FeedForward packed(Packer packer) {
        return new FusedFeedForward(activation, packer.pack(gate, up), packer.pack(down));
    }
}
