package dev.murmur.nn;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The function that gates a feed-forward layer.
public enum Activation {
    /// `x sigmoid(x)`.
    SILU {
        @Override
        Tensor of(Tensor x) {
            return torch.silu(x);
        }

        @Override
        Tensor backward(Tensor gradient, Tensor x) {
            return torch.silu_backward(gradient, x);
        }
    },
    /// `x Phi(x)` with the normal distribution approximated by tanh (Hendrycks and Gimpel 2016,
    /// arXiv 1606.08415, section 2): `gelu_pytorch_tanh`.
    GELU_TANH {
        private static final String TANH = "tanh";

        @Override
        Tensor of(Tensor x) {
            return torch.gelu(x, TANH);
        }

        @Override
        Tensor backward(Tensor gradient, Tensor x) {
            return torch.gelu_backward(gradient, x, TANH);
        }
    };

    abstract Tensor of(Tensor x);

    /// @param gradient of what the function returned
    /// @return the gradient of `x`
    abstract Tensor backward(Tensor gradient, Tensor x);

    /// `f(gate) * up`, without gradient.
    Tensor product(Tensor gate, Tensor up) {
        return of(gate).mul_(up);
    }

    /// `f(gate) * up`.
    ///
    /// @param gateInput `[tokens, intermediate]`
    /// @param upInput `[tokens, intermediate]`
    Tensor gated(Tensor gateInput, Tensor upInput) {
        if (Tape.graphOf(gateInput, upInput)) {
            return of(gateInput).mul(upInput);
        }
        Tensor gate = Tape.cut(gateInput);
        Tensor up = Tape.cut(upInput);
        Tensor product;
        try (var _ = new NoGradGuard()) {
            product = product(gate, up);
        }
        return Tape.result(
                product,
                List.of(gate, up),
                keeper -> {
                    Tensor keptGate = keeper.keep(gate);
                    Tensor keptUp = keeper.keep(up);
                    return gradient -> {
                        Tape.pass(keptUp, of(keptGate).mul_(gradient));
                        Tape.pass(keptGate, backward(gradient.mul(keptUp), keptGate));
                    };
                });
    }
}
