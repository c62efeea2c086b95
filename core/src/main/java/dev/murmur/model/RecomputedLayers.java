package dev.murmur.model;

import dev.murmur.nn.RotaryEmbedding;
import dev.murmur.nn.Tape;
import dev.murmur.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A forward pass that keeps only what goes into each layer; the backward pass computes the layers
/// again, one at a time from the last (Chen et al. 2016, arXiv 1604.06174, with a segment a layer:
/// what goes into a layer is small beside what it makes).
///
/// Written out by hand, since Java cannot define an operation with a backward of its own: each
/// layer is computed on a leaf, whose gradient is what the layer below is differentiated with.
final class RecomputedLayers {
    private final Decoder trunk;
    private final GroupBatch batch;
    private final Decoder.LayerAttention attention;
    private final List<Tensor> inputs = new ArrayList<>(); // a layer's: [tokens, hidden]

    private RecomputedLayers(Decoder trunk, GroupBatch batch) {
        this.trunk = trunk;
        this.batch = batch;
        this.attention = trunk.over(batch.plan());
    }

    /// Hidden states that belong, with all that is kept, to the current scope.
    static HiddenStates hidden(Decoder trunk, GroupBatch batch) {
        return new RecomputedLayers(trunk, batch).forward();
    }

    private HiddenStates forward() {
        Tensor last;
        RotaryEmbedding rope;
        try (var _ = new NoGradGuard()) {
            Tensor x = trunk.embedded(batch.tokens()); // [tokens, hidden]
            rope = trunk.rope(batch.positions(), x);
            for (int i = 0; i < trunk.config().layers(); i++) {
                inputs.add(x);
                x = trunk.layer(i, x, rope, attention);
            }
            last = x;
        }
        last.set_requires_grad(true);
        var tape = new Tape();
        return new HiddenStates(
                tape.record(() -> trunk.normed(last)),
                () -> {
                    tape.backward();
                    backward(last, rope);
                });
    }

    private void backward(Tensor last, RotaryEmbedding rope) {
        try (var scope = new TensorScope()) {
            Tensor gradient = new Tensor(last.grad()); // [tokens, hidden]
            for (int i = inputs.size() - 1; i >= 0; i--) {
                Tensor below = layerBackward(i, rope, gradient);
                scope.free(gradient);
                gradient = below;
            }
            if (trunk.embedding().requires_grad()) {
                var tape = new Tape();
                Tape.backward(tape.record(() -> trunk.embedded(batch.tokens())), gradient);
                tape.backward();
            }
        }
    }

    /// @return the gradient of what goes into the layer
    private Tensor layerBackward(int i, RotaryEmbedding rope, Tensor gradient) {
        try (var scope = new TensorScope()) {
            Tensor leaf = inputs.get(i).detach();
            leaf.set_requires_grad(true);
            var tape = new Tape();
            Tape.backward(tape.record(() -> trunk.layer(i, leaf, rope, attention)), gradient);
            tape.backward();
            return scope.keep(new Tensor(leaf.grad()));
        }
    }
}
