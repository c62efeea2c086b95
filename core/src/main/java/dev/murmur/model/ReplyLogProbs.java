package dev.murmur.model;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Log-probs of the reply tokens of a batch, and the way back.
///
/// The head never holds `[targets, vocab]` for a large batch: then `tokens` is a leaf, and the
/// head's gradient is formed chunk by chunk (logits computed again) and handed to the trunk once
/// the loss has said what each log-prob is worth.
public final class ReplyLogProbs {
    private final Tensor tokens;
    private final GroupBatch batch;
    private final Supplier<Tensor> logCollisions;
    private final Runnable rest;

    /// @param rest of the backward pass, once [#tokens()] have their gradient
    ReplyLogProbs(Tensor tokens, GroupBatch batch, Supplier<Tensor> logCollisions, Runnable rest) {
        this.tokens = tokens;
        this.batch = batch;
        this.logCollisions = logCollisions;
        this.rest = rest;
    }

    /// Log-prob of each target, nats, with gradient: `[targets]`.
    public Tensor tokens() {
        return tokens;
    }

    /// Log-prob of each reply, summed over its counted tokens, nats, with gradient: `[replies]`.
    public Tensor sums() {
        return byReply(tokens);
    }

    /// Log-prob of each reply in which tokens count by weight: `[replies]`.
    ///
    /// @param weights of the tokens, without gradient: `[targets]`
    public Tensor sums(Tensor weights) {
        return byReply(tokens.mul(weights));
    }

    /// How certain the model was where it predicted each target: `log sum_v p_v^2` over the
    /// vocabulary, nats, the log-probability that two draws agree, summed over each reply, without
    /// gradient: `[replies]`. One more pass of the head, before [#backward].
    public Tensor logCollisions() {
        return byReply(logCollisions.get());
    }

    private Tensor byReply(Tensor values) {
        Tensor zeros = values.new_zeros(batch.replies());
        return zeros.index_add(0, batch.replyOfTarget(), values); // [replies]
    }

    /// Adds the gradients of a loss, made from [#tokens()] or [#sums()], to every parameter. Once.
    ///
    /// @param loss a scalar: `[]`
    public void backward(Tensor loss) {
        loss.backward();
        rest.run();
    }
}
