package dev.murmur.model;

import org.bytedeco.pytorch.Tensor;

/// Scores of the replies of a batch, and the way back.
public final class ReplyScores {
    private final Tensor values;
    private final Runnable trunkBackward;

    ReplyScores(Tensor values, Runnable trunkBackward) {
        this.values = values;
        this.trunkBackward = trunkBackward;
    }

    /// Float32, with gradient: `[replies]`.
    public Tensor values() {
        return values;
    }

    /// Adds the gradients of a loss, made from [#values()], to every parameter. Once.
    ///
    /// @param loss a scalar: `[]`
    public void backward(Tensor loss) {
        loss.backward();
        trunkBackward.run();
    }
}
