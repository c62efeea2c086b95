package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class MixtureOfExpertsTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-5);

    /// Four experts over two numbers; the router prefers 0 and 1 for the first token, 1 and 2 for
    /// the second, and 3 for none.
    private final Tensor router = Tensors.floats(9, 0, 8, 8, 0, 9, -9, -9).view(4, 2);

    private final List<GatedFeedForward> experts =
            IntStream.range(0, 4).mapToObj(MixtureOfExpertsTest::expert).toList();

    private static GatedFeedForward expert(int seed) {
        torch.manual_seed(seed);
        return new GatedFeedForward(Activation.SILU, linear(3, 2), linear(3, 2), linear(2, 3));
    }

    private static Linear linear(long out, long in) {
        return new Linear(torch.randn(out, in).set_requires_grad(true), null);
    }

    @Test
    void eachTokenPassesThroughItsBestExpertsInProportion() {
        try (var _ = new TensorScope()) {
            Tensor x = Tensors.floats(1, 0, 0, 1, 1, 0).view(3, 2);
            Tensor first = blend(x.narrow(0, 0, 1), 0, 9, 1, 8);
            Tensor second = blend(x.narrow(0, 1, 1), 2, 9, 1, 8);
            Tensor expected = torch.cat(new TensorVector(first, second, first));
            assertThat(Tensors.toDoubles(mixture().apply(x)))
                    .containsExactly(Tensors.toDoubles(expected), CLOSE);
        }
    }

    @Test
    void anExpertThatNobodyChoseGetsNoGradient() {
        try (var _ = new TensorScope()) {
            mixture().apply(Tensors.floats(1, 0, 0, 1).view(2, 2)).sum().backward();
            assertThat(experts)
                    .extracting(expert -> expert.down().weight().grad().defined())
                    .containsExactly(true, true, true, false);
        }
    }

    private MixtureOfExperts mixture() {
        return new MixtureOfExperts(new Linear(router, null), List.copyOf(experts), 2);
    }

    /// Two experts' outputs, weighted by the softmax of their router logits.
    private Tensor blend(Tensor x, int best, double bestLogit, int next, double nextLogit) {
        double share = 1 / (1 + Math.exp(nextLogit - bestLogit));
        return experts.get(best)
                .apply(x)
                .mul(new Scalar(share))
                .add(experts.get(next).apply(x).mul(new Scalar(1 - share)));
    }
}
