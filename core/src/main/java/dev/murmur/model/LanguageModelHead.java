package dev.murmur.model;

import dev.murmur.nn.Linear;
import dev.murmur.nn.Packer;
import dev.murmur.nn.Products;
import dev.murmur.nn.Projection;
import dev.murmur.nn.SoftCap;
import dev.murmur.nn.Tape;
import dev.murmur.nn.WeightGradients;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Hidden states to log-probs of given tokens, in blocks of rows and vocabulary, so that peak
/// memory grows with neither.
///
/// A block's logits are made, used while they lie in the processor's cache, and dropped. The
/// forward pass keeps of them the target's logit and the log of the sum of exponentials; the
/// backward pass makes them again. Since a block spans many rows and part of the vocabulary, its
/// part of the weight's gradient is written once. The idea of Cut Cross-Entropy, Wijmans et al.
/// 2024 ([arXiv 2411.09009](https://arxiv.org/abs/2411.09009)).
///
/// Softmax in float32 whatever the weights' dtype. The gradient of `log p(t)` with respect to the
/// logits is `onehot(t) - p`, times the slope of the cap where there is one.
final class LanguageModelHead {
    /// Logits held at once at most: 4 MB, so that they stay in the cache.
    private static final long MAX_LOGITS = 1L << 20;

    /// Rows of a block at most, so that it has enough of the vocabulary.
    private static final long MAX_ROWS = 4096;

    private static final Scalar TWO = Tensors.constant(2);

    private final Tensor weight; // [vocab, hidden]
    private final @Nullable SoftCap cap;
    private final long maxLogits;

    /// @param weight `[vocab, hidden]`
    /// @param cap limits the logits; null for none
    LanguageModelHead(Tensor weight, @Nullable SoftCap cap) {
        this(weight, cap, MAX_LOGITS);
    }

    /// @param maxLogits most logits held at once, so that tests can force blocks
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
        Softmax softmax = softmax(hidden, targets);
        Tensor tokens = softmax.logProbs();
        if (!GradMode.is_enabled() || !(hidden.requires_grad() || weight.requires_grad())) {
            return new ReplyLogProbs(
                    tokens,
                    batch,
                    () -> logCollisions(hidden, softmax.normalizers()),
                    trunkBackward);
        }
        tokens.set_requires_grad(true);
        return new ReplyLogProbs(
                tokens,
                batch,
                () -> logCollisions(hidden, softmax.normalizers()),
                () -> {
                    backward(hidden, targets, softmax);
                    trunkBackward.run();
                });
    }

    /// @param logProbs of the targets: `[targets]`
    /// @param normalizers log of the sum of exponentials of each row's logits: `[targets]`
    private record Softmax(Tensor logProbs, Tensor normalizers) {}

    private Softmax softmax(Tensor hidden, Tensor targets) {
        var chosen = new TensorVector();
        var normalizers = new TensorVector();
        try (var _ = new NoGradGuard()) {
            for (Span rows : rows(hidden)) {
                Tensor states = rows.of(hidden);
                Tensor picked = // [rows]
                        states.new_zeros(rows.size()).to(ScalarType.Float);
                normalizers.push_back(
                        logSum(
                                rows,
                                tokens -> {
                                    Tensor logits = logits(states, tokens); // [rows, block]
                                    Place place = Place.of(rows.of(targets), tokens);
                                    picked.add_(place.pick(logits));
                                    return logSum_(logits);
                                }));
                chosen.push_back(picked);
            }
            Tensor normalizer = torch.cat(normalizers); // [targets]
            return new Softmax(torch.cat(chosen).sub_(normalizer), normalizer);
        }
    }

    /// `log sum_v p_v^2` of each row, without gradient: `[targets]`.
    private Tensor logCollisions(Tensor hidden, Tensor normalizers) {
        var parts = new TensorVector();
        try (var _ = new NoGradGuard()) {
            for (Span rows : rows(hidden)) {
                Tensor states = rows.of(hidden);
                Tensor normalizer = rows.of(normalizers).unsqueeze(1); // [rows, 1]
                parts.push_back(
                        logSum(
                                rows,
                                tokens -> {
                                    Tensor logProbs = logits(states, tokens).sub_(normalizer);
                                    return torch.logsumexp(logProbs.mul_(TWO), 1);
                                }));
            }
            return torch.cat(parts); // [targets]
        }
    }

    /// Log of a sum of exponentials over the vocabulary: `[rows]`.
    ///
    /// The blocks' sums have their place before any block is made: small results that stay between
    /// large ones that go leave holes in the heap that the next block does not fit into.
    ///
    /// @param ofBlock that of a block's: `[rows]`; all else it makes is freed
    private Tensor logSum(Span rows, Function<Span, Tensor> ofBlock) {
        List<Span> blocks = vocabulary(rows);
        try (var scope = new TensorScope()) {
            Tensor sums = // [blocks, rows]
                    weight.new_empty(blocks.size(), rows.size()).to(ScalarType.Float);
            for (int i = 0; i < blocks.size(); i++) {
                try (var _ = new TensorScope()) {
                    sums.select(0, i).copy_(ofBlock.apply(blocks.get(i)));
                }
            }
            return scope.keep(torch.logsumexp(sums, 0));
        }
    }

    private void backward(Tensor hidden, Tensor targets, Softmax softmax) {
        try (var _ = new TensorScope()) {
            Tensor dHidden = torch.zeros_like(hidden).to(ScalarType.Float);
            try (var _ = new NoGradGuard()) {
                Tensor scale = // what -log p of each target is worth: [targets, 1]
                        new Tensor(softmax.logProbs().grad()).unsqueeze(1).neg();
                Tensor scaled = hidden.mul(scale).to(weight.scalar_type()); // [targets, hidden]
                Tensor leaf = WeightGradients.leaf(weight);
                if (leaf.requires_grad() && !leaf.grad().defined()) {
                    leaf.mutable_grad().put(torch.zeros_like(weight));
                }
                for (Span rows : rows(hidden)) {
                    for (Span tokens : vocabulary(rows)) {
                        try (var _ = new TensorScope()) {
                            Tensor slopes = // [block, rows]
                                    slopes(
                                            rows.of(hidden),
                                            Place.of(rows.of(targets), tokens),
                                            rows.of(softmax.normalizers()),
                                            tokens);
                            rows.of(dHidden)
                                    .add_(Products.transposedProduct(slopes, tokens.of(weight)));
                            if (leaf.requires_grad()) {
                                tokens.of(leaf.mutable_grad())
                                        .add_(Products.product(slopes, rows.of(scaled)));
                            }
                        }
                    }
                }
                dHidden.mul_(scale);
            }
            if (hidden.requires_grad()) {
                Tape.backward(hidden, dHidden.to(hidden.scalar_type()));
            }
        }
    }

    /// The gradient of `-log p(t)` with respect to a block of logits, `p - onehot(t)`, in the
    /// weight's dtype: `[block, rows]`.
    private Tensor slopes(Tensor states, Place place, Tensor normalizers, Span tokens) {
        Tensor logits = capped(Products.linear(tokens.of(weight), states, null)); // [block, rows]
        Tensor slopes = (cap == null ? logits.sub_(normalizers) : logits.sub(normalizers)).exp_();
        place.subtractOne(slopes);
        if (cap != null) {
            slopes.mul_(cap.slope(logits));
        }
        return slopes.to(weight.scalar_type());
    }

    /// Which rows have their target within a block.
    ///
    /// @param at the target's place in the block, anywhere for rows without: `[rows]`
    /// @param inside 1 for rows that have it, else 0: `[rows]`
    private record Place(Tensor at, Tensor inside) {
        static Place of(Tensor targets, Span tokens) {
            Tensor at = targets.sub(new Scalar(tokens.from()));
            Tensor clamped =
                    at.clamp(
                            new ScalarOptional(new Scalar(0L)),
                            new ScalarOptional(new Scalar(tokens.size() - 1)));
            return new Place(clamped, at.eq(clamped).to(ScalarType.Float));
        }

        /// @param logits `[rows, block]`
        /// @return the target's or 0: `[rows]`
        Tensor pick(Tensor logits) {
            return logits.gather(1, at.unsqueeze(1)).squeeze(1).mul_(inside);
        }

        /// @param block `[block, rows]`
        void subtractOne(Tensor block) {
            block.scatter_add_(0, at.unsqueeze(0), inside.neg().unsqueeze(0));
        }
    }

    private Tensor logits(Tensor states, Span tokens) {
        return capped(Products.linear(states, tokens.of(weight), null));
    }

    /// Log of the sum of exponentials of each row, which on a CPU are overwritten: what log-softmax
    /// takes off any of its numbers, the faster way there. Other devices promise nothing of a
    /// result that takes the place of its input.
    private static Tensor logSum_(Tensor logits) {
        if (!logits.is_cpu()) {
            return torch.logsumexp(logits, 1);
        }
        Tensor first = logits.select(1, 0).clone();
        return first.sub_(torch.log_softmax_out(logits, logits, 1).select(1, 0));
    }

    private List<Span> rows(Tensor hidden) {
        return Span.over(hidden.size(0), Math.min(MAX_ROWS, maxLogits));
    }

    private List<Span> vocabulary(Span rows) {
        return Span.over(weight.size(0), Math.max(1, maxLogits / rows.size()));
    }
}
