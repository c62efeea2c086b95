package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Gated feed-forward layer: `down(silu(gate(x)) * up(x))` (Shazeer 2020, arXiv 2002.05202, Eq. 6),
/// without biases.
///
/// @param gate `[intermediate, hidden]`
/// @param up `[intermediate, hidden]`
/// @param down `[hidden, intermediate]`
public record SwiGlu(Tensor gate, Tensor up, Tensor down) {
    /// @param x `[tokens, hidden]`
    /// @return `[tokens, hidden]`
    public Tensor apply(Tensor x) {
        Tensor gated =
                torch.silu(torch.linear(x, gate))
                        .mul(torch.linear(x, up)); // [tokens, intermediate]
        return torch.linear(gated, down);
    }
}
