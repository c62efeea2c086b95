package dev.murmur.nn;

import dev.murmur.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Gives [Products] a backward pass, which Java cannot do by defining an operation for libtorch's
/// graph.
///
/// While a tape records, linear layers stand outside of the graph: what goes into one is a leaf
/// ([#cut]), and so is what comes out. The graph is thus in pieces, between which the tape passes
/// gradients on: from the last step to the first, those of a layer's output become those of its
/// weight and input, and those of a cut go on into the piece before it. When a step's turn comes,
/// all that used its result has been gone through, so that its gradient is complete.
///
/// What is kept for the way back belongs to the scope that was open when the tape was made, and is
/// freed step by step on the way back. One thread, one forward pass, one backward pass.
public final class Tape {
    private static final ScopedValue<Tape> RECORDING = ScopedValue.newInstance();

    private final @Nullable PointerScope home = PointerScope.getInnerScope();
    private final Deque<Step> steps = new ArrayDeque<>(); // the last first

    private sealed interface Step {}

    /// @param before what was cut, in its piece of the graph
    /// @param after the same as a leaf
    private record Cut(Tensor before, Tensor after) implements Step {}

    /// @param x a leaf: `[rows, in]`
    /// @param y a leaf: `[rows, out]`
    private record Layer(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor y)
            implements Step {}

    /// Computes something with this tape recording.
    public Tensor record(Supplier<Tensor> forward) {
        return ScopedValue.where(RECORDING, this).call(forward::get);
    }

    /// The same values as a leaf, where a tape records and a gradient is wanted. Whatever goes into
    /// a linear layer should pass through here; one cut serves all layers that share an input.
    ///
    /// @param x of any shape
    public static Tensor cut(Tensor x) {
        if (!RECORDING.isBound() || !GradMode.is_enabled() || !x.requires_grad()) {
            return x;
        }
        Tensor leaf = x.detach();
        leaf.set_requires_grad(true);
        Tape tape = RECORDING.get();
        tape.steps.push(new Cut(tape.keep(x), tape.keep(leaf)));
        return leaf;
    }

    /// `x w^T + b` with gradient, if any of these requires one: by libtorch's graph, or where a
    /// tape records and the input was cut, by the tape.
    static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        boolean learns = weight.requires_grad() || (bias != null && bias.requires_grad());
        if (!GradMode.is_enabled() || !(learns || x.requires_grad())) {
            return Products.linear(x, weight, bias);
        }
        if (RECORDING.isBound() && x.is_leaf()) {
            return RECORDING.get().layer(x, weight, bias);
        }
        return bias == null
                ? torch.linear(x, weight)
                : torch.linear(x, weight, new TensorOptional(bias));
    }

    private Tensor layer(Tensor x, Tensor weight, @Nullable Tensor bias) {
        Tensor y;
        try (var _ = new NoGradGuard()) {
            y = Products.linear(x, weight, bias);
        }
        y.set_requires_grad(true);
        steps.push(new Layer(keep(x), weight, bias, keep(y)));
        return y;
    }

    /// Takes gradients the rest of the way to the weights, after a backward pass that has reached
    /// what was recorded. Once.
    public void backward() {
        while (!steps.isEmpty()) {
            try (var _ = new TensorScope()) {
                switch (steps.pop()) {
                    case Cut cut -> backward(cut);
                    case Layer layer -> backward(layer);
                }
            }
        }
    }

    private void backward(Cut cut) {
        if (cut.after().grad().defined()) {
            backward(cut.before(), new Tensor(cut.after().grad()));
        }
        free(cut.before());
        free(cut.after());
    }

    /// Goes through a piece of libtorch's graph.
    ///
    /// @param gradient of the output, shaped alike
    public static void backward(Tensor output, Tensor gradient) {
        output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }

    private void backward(Layer layer) {
        if (layer.y().grad().defined()) {
            try (var _ = new NoGradGuard()) {
                passOn(layer, new Tensor(layer.y().grad()));
            }
        }
        free(layer.x());
        free(layer.y());
    }

    /// @param dy `[rows, out]`
    private static void passOn(Layer layer, Tensor dy) {
        Tensor bias = layer.bias();
        if (layer.x().requires_grad()) {
            accumulate(layer.x(), Products.product(dy, layer.weight()));
        }
        if (layer.weight().requires_grad()) {
            accumulate(layer.weight(), Products.transposedProduct(dy, layer.x()));
        }
        if (bias != null && bias.requires_grad()) {
            accumulate(bias, dy.sum(0));
        }
    }

    private static void accumulate(Tensor leaf, Tensor gradient) {
        if (leaf.grad().defined()) {
            leaf.mutable_grad().add_(gradient);
        } else {
            leaf.mutable_grad().put(gradient);
        }
    }

    private Tensor keep(Tensor tensor) {
        var kept = new Tensor(tensor);
        PointerScope inner = PointerScope.getInnerScope();
        if (home == null) {
            kept.retainReference();
        } else {
            home.attach(kept);
        }
        if (inner != null) {
            inner.detach(kept);
        }
        return kept;
    }

    private void free(Tensor kept) {
        if (home == null) {
            kept.close();
        } else {
            home.detach(kept);
        }
    }
}
