package dev.murmur.model;

import org.bytedeco.pytorch.Tensor;

/// Scores of the replies of a batch, or of their tokens, and the way back.
public final class ReplyScores {
    private final Tensor values;
    private final Runnable trunkBackward;

    ReplyScores(Tensor values, Runnable trunkBackward) {
        this.values = values;
        this.trunkBackward = trunkBackward;
    }

    /// Float32, with gradient: `[replies]`, or `[targets]` for tokens.
    public Tensor values() {
        return values;
    }

    /// Adds the gradients of a loss, made from [#values()], to every parameter. Once.
    ///
    /// @param loss a scalar: `[]`
    public void backward(Tensor loss) {
        loss.backward();
        finishBackward();
    }

    /// The rest of the way, after a backward pass from a loss that other things were made into too.
    /// Once.
    public void finishBackward() {
        trunkBackward.run();
    }
}
