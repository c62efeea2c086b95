package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final Scalar TWO = Tensors.constant(2);

    private final Linear first = new Linear(weight(5, 4, 1), weight(1, 5, 2).squeeze(0).detach());
    private final Linear second = new Linear(weight(3, 5, 3), null);
    private final Tensor x = weight(6, 4, 4);

    private static Tensor weight(long rows, long columns, long seed) {
        torch.manual_seed(seed);
        return torch.randn(rows, columns).set_requires_grad(true);
    }

    /// Two layers, the first one's input used by both and once more.
    private Tensor network() {
        Tensor input = Tape.cut(x.tanh());
        Tensor inner = Tape.cut(first.apply(input).tanh());
        Tensor again = Tape.cut(first.apply(input).sin());
        return second.apply(inner).add(second.apply(again)).mul(input.narrow(1, 0, 3));
    }

    private double[][] gradients(Runnable backward) {
        Tensor[] leaves = {x, first.weight(), second.weight()};
        for (Tensor leaf : leaves) {
            leaf.mutable_grad().put(new Tensor());
        }
        backward.run();
        var gradients = new double[leaves.length][];
        for (int i = 0; i < leaves.length; i++) {
            gradients[i] = Tensors.toDoubles(new Tensor(leaves[i].grad()));
        }
        return gradients;
    }

    @Test
    void gradientsAreThoseOfLibtorchsGraph() {
        try (var _ = new TensorScope()) {
            double[][] graph = gradients(() -> network().square().sum().backward());
            double[][] taped =
                    gradients(() -> {
                        var tape = new Tape();
                        tape.record(this::network).square().sum().backward();
                        tape.backward();
                    });
            for (int i = 0; i < graph.length; i++) {
                assertThat(taped[i]).containsExactly(graph[i], Offset.offset(1e-4));
                assertThat(Arrays.stream(taped[i]).max().orElseThrow()).isGreaterThan(0.1);
            }
        }
    }

    @Test
    void theBiasOfALayerLearnsToo() {
        try (var _ = new TensorScope()) {
            Tensor bias = Tensors.floats(1, 2, 3).set_requires_grad(true);
            var tape = new Tape();
            Tensor y = tape.record(() -> new Linear(weight(3, 4, 5), bias).apply(x.detach()));
            y.mul(Tensors.floats(1, 10, 100)).sum().backward();
            tape.backward();
            assertThat(Tensors.toDoubles(new Tensor(bias.grad()))).containsExactly(6, 60, 600);
        }
    }

    @Test
    void whatTheLossDoesNotUseGetsNoGradient() {
        try (var _ = new TensorScope()) {
            var tape = new Tape();
            Tensor used =
                    tape.record(() -> {
                        Tensor input = Tape.cut(x);
                        second.apply(Tape.cut(first.apply(input)));
                        return first.apply(input);
                    });
            used.sum().backward();
            tape.backward();
            assertThat(second.weight().grad().defined()).isFalse();
            assertThat(first.weight().grad().defined()).isTrue();
        }
    }

    @Test
    void nothingIsCutWhereNothingRecordsOrLearns() {
        try (var _ = new TensorScope()) {
            assertThat(Tape.cut(x)).isSameAs(x);
            Tensor frozen = x.detach();
            new Tape()
                    .record(() -> {
                        assertThat(Tape.cut(frozen)).isSameAs(frozen);
                        try (var _ = new NoGradGuard()) {
                            assertThat(Tape.cut(x)).isSameAs(x);
                            assertThat(second.apply(first.apply(x)).requires_grad()).isFalse();
                        }
                        return x;
                    });
        }
    }

    @Test
    void anInputThatWasNotCutIsLeftToLibtorchsGraph() {
        try (var _ = new TensorScope()) {
            double[][] graph =
                    gradients(() -> second.apply(first.apply(x).tanh()).sum().backward());
            double[][] taped =
                    gradients(() -> {
                        var tape = new Tape();
                        tape.record(() -> second.apply(first.apply(x.mul(Tensors.ONE)).tanh()))
                                .sum()
                                .backward();
                        tape.backward();
                    });
            for (int i = 0; i < graph.length; i++) {
                assertThat(taped[i]).containsExactly(graph[i], Offset.offset(1e-4));
            }
        }
    }

    @Test
    void whatIsMadeAgainHoldsNothingUntilTheWayBackNeedsIt() {
        try (var _ = new TensorScope()) {
            var sizes = new ArrayList<Long>();
            double[][] kept = gradients(() -> doubled(this::layers));
            double[][] remade =
                    gradients(() ->
                            doubled(twice -> {
                                Tensor y =
                                        Tape.remade(
                                                twice,
                                                List.of(x),
                                                from -> {
                                                    sizes.add(twice.numel());
                                                    return from.getFirst().mul(TWO);
                                                },
                                                this::layers);
                                sizes.add(twice.numel());
                                return y;
                            }));
            assertThat(remade).isDeepEqualTo(kept);
            assertThat(sizes).containsExactly(0L, 0L);
        }
    }

    private Tensor layers(Tensor input) {
        return second.apply(first.apply(input));
    }

    /// Backward through a use of twice x, which an operation makes.
    private void doubled(UnaryOperator<Tensor> use) {
        var tape = new Tape();
        Supplier<Tensor> forward =
                () -> {
                    Tensor twice;
                    try (var _ = new NoGradGuard()) {
                        twice = x.mul(TWO);
                    }
                    Tape.Backward back = gradient -> Tape.pass(x, gradient.mul(TWO));
                    return use.apply(Tape.result(twice, List.of(x), _ -> back));
                };
        tape.record(forward).square().sum().backward();
        tape.backward();
    }

    @Test
    void nothingIsFreedWhereNothingRecords() {
        try (var _ = new TensorScope()) {
            Tensor made = x.mul(TWO);
            Tape.remade(made, List.of(x), List::getFirst, this::layers);
            assertThat(made.numel()).isEqualTo(x.numel());
        }
    }
}
