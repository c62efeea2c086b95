package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The function that gates a feed-forward layer.
public enum Activation {
    /// `x sigmoid(x)`.
    SILU {
        @Override
        Tensor apply(Tensor x) {
            return torch.silu(x);
        }
    },
    /// `x Phi(x)` with the normal distribution approximated by tanh (Hendrycks and Gimpel 2016,
    /// arXiv 1606.08415, section 2): `gelu_pytorch_tanh`.
    GELU_TANH {
        @Override
        Tensor apply(Tensor x) {
            return torch.gelu(x, "tanh");
        }
    };

    abstract Tensor apply(Tensor x);
}
