package dev.murmur.nn;

import dev.murmur.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.jspecify.annotations.Nullable;

/// Gives operations a backward pass of their own, which Java cannot do by defining them for
/// libtorch's graph: products by oneDNN, attention without a mask, and others that so keep and pass
/// over less memory.
///
/// While a tape records, such operations stand outside of the graph: what goes into one is a leaf
/// ([#cut]), and so is what comes out ([#result]). What else is computed is in pieces of graph
/// between them. The tape passes gradients on, from the last step to the first: those of an
/// operation's result become those of its inputs, and those of a cut go on into the piece before
/// it. When a step's turn comes, all that used its result has been gone through, so that its
/// gradient is complete.
///
/// What is kept for the way back belongs to the scope that was open when the tape was made, and is
/// freed step by step on the way back. One thread, one forward pass, one backward pass.
public final class Tape {
    private static final ScopedValue<Tape> RECORDING = ScopedValue.newInstance();

    private final @Nullable PointerScope home = PointerScope.getInnerScope();
    private final Deque<Step> steps = new ArrayDeque<>(); // the last first

    /// The way back through an operation.
    @FunctionalInterface
    interface Backward {
        /// Hands gradients to what went in, by [#pass] and [#learn]; without gradient.
        ///
        /// @param gradient of the result, shaped alike; not to be changed
        void accept(Tensor gradient);
    }

    /// Keeps what the way back needs beyond the scope at hand.
    @FunctionalInterface
    interface Keeper {
        Tensor keep(Tensor tensor);
    }

    private sealed interface Step {}

    /// @param before what was cut, in its piece of the graph
    /// @param after the same as a leaf
    private record Cut(Tensor before, Tensor after) implements Step {}

    /// @param result a leaf
    /// @param kept for the way back
    private record Operation(Tensor result, List<Tensor> kept, Backward backward) implements Step {}

    /// @param made an operation's result, which holds nothing until it is made again
    private record Remake(Tensor made, List<Tensor> from, Function<List<Tensor>, Tensor> make)
            implements Step {}

    /// Computes something with this tape recording.
    public Tensor record(Supplier<Tensor> forward) {
        return ScopedValue.where(RECORDING, this).call(forward::get);
    }

    /// Whether gradients are wanted and no tape records, so that they are for libtorch's graph to
    /// find.
    public static boolean leavesToGraph() {
        return !RECORDING.isBound() && GradMode.is_enabled();
    }

    /// The same of the gradients of these.
    static boolean graphOf(Tensor... inputs) {
        return graphOf(List.of(inputs));
    }

    static boolean graphOf(List<Tensor> inputs) {
        return leavesToGraph() && anyLearns(inputs);
    }

    private static boolean anyLearns(List<Tensor> tensors) {
        return tensors.stream().anyMatch(Tensor::requires_grad);
    }

    /// The same values as a leaf, where a tape records and a gradient is wanted; a leaf as it is.
    /// Operations with a backward pass of their own cut what goes into them; where several share an
    /// input, one cut before serves all.
    ///
    /// @param x of any shape
    public static Tensor cut(Tensor x) {
        if (!RECORDING.isBound() || !GradMode.is_enabled() || !x.requires_grad() || x.is_leaf()) {
            return x;
        }
        Tensor leaf = x.detach();
        leaf.set_requires_grad(true);
        Tape tape = RECORDING.get();
        tape.steps.push(new Cut(tape.keep(x), tape.keep(leaf)));
        return leaf;
    }

    /// What an operation computed, as a leaf with a way back where a tape records and a gradient is
    /// wanted; else as it is.
    ///
    /// @param value computed without gradient
    /// @param inputs of the operation, cut
    /// @param backward makes the way back; what it uses must be long-lived or kept
    /// @throws java.util.NoSuchElementException if a gradient is wanted and no tape records
    static Tensor result(Tensor value, List<Tensor> inputs, Function<Keeper, Backward> backward) {
        if (!GradMode.is_enabled() || !anyLearns(inputs)) {
            return value;
        }
        value.set_requires_grad(true);
        Tape tape = RECORDING.get();
        var kept = new ArrayList<Tensor>();
        Backward way =
                backward.apply(tensor -> {
                    kept.add(tape.keep(tensor));
                    return kept.getLast();
                });
        tape.steps.push(new Operation(tape.keep(value), kept, way));
        return value;
    }

    /// Uses what an operation computed, then frees its memory until the way back needs it, when it
    /// is computed again: for what is cheap to make and large to keep. Where no tape records or no
    /// gradient is wanted it is only used.
    ///
    /// @param result of an operation, used nowhere else
    /// @param from what it is made of, kept by the operation anyway
    /// @param make the same again, without gradient
    /// @return what came of its use, cut: the way back takes steps in turn, and must not come to a
    ///   piece of the graph that reads the result before it is there again
    public static Tensor remade(
            Tensor result,
            List<Tensor> from,
            Function<List<Tensor>, Tensor> make,
            UnaryOperator<Tensor> use) {
        Tensor used = cut(use.apply(result));
        if (RECORDING.isBound() && GradMode.is_enabled() && result.requires_grad()) {
            Tape tape = RECORDING.get();
            tape.steps.push(
                    new Remake(tape.keep(result), from.stream().map(tape::keep).toList(), make));
            result.set_data(result.new_empty(0));
        }
        return used;
    }

    /// The same values in another shape.
    ///
    /// @param x contiguous
    public static Tensor view(Tensor x, long... shape) {
        if (graphOf(x)) {
            return x.view(shape);
        }
        Tensor leaf = cut(x);
        return result(
                leaf.detach().view(shape),
                List.of(leaf),
                keeper -> {
                    Tensor kept = keeper.keep(leaf);
                    return gradient -> pass(kept, gradient.view(kept.sizes()));
                });
    }

    /// `x + branch`, as a layer adds to what goes past it.
    ///
    /// @param branch its memory is used for the sum, where no graph needs it
    public static Tensor sum(Tensor x, Tensor branch) {
        if (graphOf(x, branch)) {
            return x.add(branch);
        }
        Tensor past = cut(x);
        Tensor added = cut(branch);
        Tensor sum = added.detach();
        try (var _ = new NoGradGuard()) {
            sum.add_(past);
        }
        return result(
                sum,
                List.of(past, added),
                keeper -> {
                    Tensor first = keeper.keep(past);
                    Tensor second = keeper.keep(added);
                    return gradient -> {
                        pass(first, gradient);
                        pass(second, gradient);
                    };
                });
    }

    /// Takes gradients the rest of the way to the weights, after a backward pass that has reached
    /// what was recorded. Once.
    public void backward() {
        while (!steps.isEmpty()) {
            try (var _ = new TensorScope()) {
                switch (steps.pop()) {
                    case Cut cut -> backward(cut);
                    case Operation operation -> backward(operation);
                    case Remake remake -> backward(remake);
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

    private void backward(Operation operation) {
        if (operation.result().grad().defined()) {
            try (var _ = new NoGradGuard()) {
                operation.backward().accept(new Tensor(operation.result().grad()));
            }
        }
        operation.kept().forEach(this::free);
        free(operation.result());
    }

    private void backward(Remake remake) {
        try (var _ = new NoGradGuard()) {
            remake.made().set_data(remake.make().apply(remake.from()));
        }
        remake.from().forEach(this::free);
        free(remake.made());
    }

    /// Hands a gradient to an input of an operation, if it wants one.
    ///
    /// @param gradient may be another's too, so it is never added to in place
    static void pass(Tensor input, Tensor gradient) {
        if (input.requires_grad()) {
            Tensor before = input.grad();
            input.mutable_grad().put(before.defined() ? before.add(gradient) : gradient);
        }
    }

    /// Hands a gradient to a weight.
    ///
    /// @param gradient nobody else's
    static void learn(Tensor weight, Tensor gradient) {
        Tensor leaf = WeightGradients.leaf(weight);
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
