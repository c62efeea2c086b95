package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Gated feed-forward layer: `down(silu(gate(x)) * up(x))` (Shazeer 2020, arXiv 2002.05202, Eq. 6),
/// here with whatever biases its layers have.
///
/// @param gate hidden to intermediate
/// @param up hidden to intermediate
/// @param down intermediate to hidden
public record SwiGlu(Linear gate, Linear up, Linear down) {
    /// @param x `[tokens, hidden]`
    /// @return `[tokens, hidden]`
    public Tensor apply(Tensor x) {
        Tensor gated = torch.silu(gate.apply(x)).mul(up.apply(x)); // [tokens, intermediate]
        return down.apply(gated);
    }
}
