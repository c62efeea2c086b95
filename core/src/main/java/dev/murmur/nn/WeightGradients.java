package dev.murmur.nn;

import dev.murmur.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Gradients of weights that lie apart from the weights, so that backward passes of several batches
/// can run side by side. Added up in the order of the batches they give the same sums, to the last
/// bit, however many ran at once.
///
/// Within [#collect] every operation asks for the [#leaf] of a weight where it leaves a gradient.
/// One thread at a time.
public final class WeightGradients implements AutoCloseable {
    private static final ScopedValue<WeightGradients> COLLECTING = ScopedValue.newInstance();

    private final Map<Long, Share> shares = new LinkedHashMap<>(); // by the weight's native address

    /// @param leaf has the weight's memory and a gradient of its own
    private record Share(Tensor weight, Tensor leaf) {
        static Share of(Tensor weight) {
            try (var _ = new TensorScope()) {
                Tensor leaf = weight.detach();
                leaf.set_requires_grad(true);
                return new Share(weight, leaf.retainReference());
            }
        }

        void addToWeight() {
            if (leaf.grad().defined()) {
                Tape.learn(weight, new Tensor(leaf.grad()));
            }
        }
    }

    /// Runs something whose backward passes leave the gradients of weights here.
    public <T> T collect(Supplier<T> work) {
        return ScopedValue.where(COLLECTING, this).call(work::get);
    }

    /// The tensor whose `grad()` takes what a weight learns on this thread, with the weight's
    /// values: the weight, or its stand-in where gradients are collected.
    ///
    /// @param weight a leaf, which outlives the collection
    public static Tensor leaf(Tensor weight) {
        if (!COLLECTING.isBound() || !weight.requires_grad()) {
            return weight;
        }
        long address = weight.unsafeGetTensorImpl().address();
        return COLLECTING.get().shares.computeIfAbsent(address, _ -> Share.of(weight)).leaf();
    }

    /// Adds what was collected to the weights' own gradients. Once, and outside of any collection.
    public void addToWeights() {
        try (var _ = new TensorScope();
                var _ = new NoGradGuard()) {
            shares.values().forEach(Share::addToWeight);
        }
    }

    @Override
    public void close() {
        shares.values().forEach(share -> share.leaf().releaseReference());
        shares.clear();
    }
}
