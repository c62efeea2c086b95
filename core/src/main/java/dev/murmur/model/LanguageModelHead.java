package dev.murmur.model;

import dev.murmur.nn.Linear;
import dev.murmur.nn.Packer;
import dev.murmur.nn.Products;
import dev.murmur.nn.Projection;
import dev.murmur.nn.SoftCap;
import dev.murmur.nn.Tape;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Hidden states to log-probs of given tokens, in chunks of rows, so that peak memory does not grow
/// with the batch.
///
/// Softmax in float32 whatever the weights' dtype. The gradient of `log p(t)` with respect to the
/// logits is `onehot(t) - p`, times the slope of the cap where there is one.
final class LanguageModelHead {
    /// Logits held at once at most: 16 Mi floats, 64 MB.
    private static final long MAX_LOGITS = 16L << 20;

    private static final Scalar TWO = Tensors.constant(2);
    private static final Scalar MINUS_ONE = Tensors.constant(-1);

    private final Tensor weight; // [vocab, hidden]
    private final @Nullable SoftCap cap;
    private final long maxLogits;

    /// @param weight `[vocab, hidden]`
    /// @param cap limits the logits; null for none
    LanguageModelHead(Tensor weight, @Nullable SoftCap cap) {
        this(weight, cap, MAX_LOGITS);
    }

    /// @param maxLogits most logits held at once, so that tests can force chunks
    LanguageModelHead(Tensor weight, @Nullable SoftCap cap, long maxLogits) {
        this.weight = weight;
        this.cap = cap;
        this.maxLogits = maxLogits;
    }

    /// Logits of every token of the vocabulary, float32: `[rows, vocab]`.
    Tensor logits(Tensor hidden) {
        return capped(new Linear(weight, null).apply(hidden));
    }

    /// The same with the weight packed, without gradient.
    UnaryOperator<Tensor> packed(Packer packer) {
        Projection packed = packer.packHead(new Linear(weight, null));
        return hidden -> capped(packed.apply(hidden));
    }

    private Tensor capped(Tensor made) {
        Tensor logits = made.to(ScalarType.Float);
        return cap == null ? logits : cap.apply(logits);
    }

    /// Log-probs with the way back to the trunk and to the head's weight.
    ///
    /// @param hidden states that predict the targets: `[targets, hidden]`
    /// @param trunkBackward run once the gradient of `hidden` is known
    ReplyLogProbs logProbs(Tensor hidden, GroupBatch batch, Runnable trunkBackward) {
        Tensor targets = batch.targets();
        Tensor tokens;
        try (var _ = new NoGradGuard()) {
            tokens = chunked(hidden, targets);
        }
        if (!GradMode.is_enabled() || !(hidden.requires_grad() || weight.requires_grad())) {
            return new ReplyLogProbs(tokens, batch, () -> logCollisions(hidden), trunkBackward);
        }
        tokens.set_requires_grad(true);
        return new ReplyLogProbs(
                tokens,
                batch,
                () -> logCollisions(hidden),
                () -> {
                    backward(hidden, targets, tokens);
                    trunkBackward.run();
                });
    }

    private Tensor chunked(Tensor hidden, Tensor targets) {
        var parts = new TensorVector();
        for (long from = 0; from < targets.size(0); from += chunkRows()) {
            long rows = Math.min(chunkRows(), targets.size(0) - from);
            parts.push_back(picked(hidden.narrow(0, from, rows), targets.narrow(0, from, rows)));
        }
        return parts.size() == 1 ? parts.get(0).clone() : torch.cat(parts); // [targets]
    }

    private Tensor picked(Tensor hidden, Tensor targets) {
        try (var scope = new TensorScope()) {
            Tensor logProbs = logSoftmax_(logits(hidden)); // [rows, vocab]
            return scope.keep(logProbs.gather(1, targets.unsqueeze(1)).squeeze(1));
        }
    }

    /// `log sum_v p_v^2` of each row, without gradient: `[targets]`.
    private Tensor logCollisions(Tensor hidden) {
        var parts = new TensorVector();
        try (var _ = new NoGradGuard()) {
            for (long from = 0; from < hidden.size(0); from += chunkRows()) {
                long rows = Math.min(chunkRows(), hidden.size(0) - from);
                parts.push_back(logCollisionsOf(hidden.narrow(0, from, rows)));
            }
            return torch.cat(parts); // [targets]
        }
    }

    private Tensor logCollisionsOf(Tensor hidden) {
        try (var scope = new TensorScope()) {
            Tensor squares = logSoftmax_(logits(hidden)).mul_(TWO); // [rows, vocab]
            return scope.keep(torch.logsumexp(squares, 1));
        }
    }

    private void backward(Tensor hidden, Tensor targets, Tensor leaf) {
        try (var _ = new TensorScope()) {
            Tensor dHidden;
            try (var _ = new NoGradGuard()) {
                Tensor upstream = new Tensor(leaf.grad()); // [targets]
                dHidden = torch.empty_like(hidden);
                Tensor dWeight = // [vocab, hidden], summed over the chunks in float32
                        weight.requires_grad()
                                ? torch.zeros_like(weight).to(ScalarType.Float)
                                : null;
                for (long from = 0; from < targets.size(0); from += chunkRows()) {
                    long rows = Math.min(chunkRows(), targets.size(0) - from);
                    backwardChunk(
                            hidden.narrow(0, from, rows),
                            targets.narrow(0, from, rows),
                            upstream.narrow(0, from, rows),
                            dHidden.narrow(0, from, rows),
                            dWeight);
                }
                if (dWeight != null) {
                    accumulate(dWeight);
                }
            }
            if (hidden.requires_grad()) {
                Tape.backward(hidden, dHidden);
            }
        }
    }

    private void backwardChunk(
            Tensor hidden,
            Tensor targets,
            Tensor upstream,
            Tensor dHidden,
            @Nullable Tensor dWeight) {
        try (var _ = new TensorScope()) {
            Tensor scale = upstream.unsqueeze(1).neg(); // [rows, 1]
            Tensor logits = logits(hidden); // [rows, vocab]
            // The gradient of -log p(t), without what it is worth: p - onehot(t).
            Tensor slopes = cap == null ? softmax_(logits) : logits.softmax(1); // [rows, vocab]
            slopes.scatter_add_(1, targets.unsqueeze(1), torch.full_like(scale, MINUS_ONE));
            if (cap != null) {
                slopes.mul_(cap.slope(logits));
            }
            Tensor typed = slopes.to(weight.scalar_type());
            dHidden.copy_(Products.product(typed, weight).mul(scale));
            if (dWeight != null) {
                Tensor scaled = hidden.mul(scale).to(weight.scalar_type()); // [rows, hidden]
                dWeight.add_(Products.transposedProduct(typed, scaled));
            }
        }
    }

    /// Log-softmax of each row in place.
    private static Tensor logSoftmax_(Tensor logits) {
        return torch.log_softmax_out(logits, logits, 1);
    }

    /// Softmax of each row in place.
    private static Tensor softmax_(Tensor logits) {
        return torch.softmax_out(logits, logits, 1);
    }

    private void accumulate(Tensor dWeight) {
        if (weight.grad().defined()) {
            weight.mutable_grad().add_(dWeight);
        } else {
            weight.mutable_grad().put(dWeight.to(weight.scalar_type()));
        }
    }

    private long chunkRows() {
        return Math.max(1, maxLogits / weight.size(0));
    }
}
