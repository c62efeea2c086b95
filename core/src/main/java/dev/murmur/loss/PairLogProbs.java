package dev.murmur.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// What one model thinks of the two sides of each pair. The shared part of a reply is its first
/// `min(|y_w|, |y_l|)` counted tokens; what is beyond is its tail, which only the longer one has.
///
/// @param chosen summed log-prob of the chosen reply given its prompt, nats: `[pairs]`
/// @param rejected the same of the rejected reply: `[pairs]`
/// @param chosenShared summed over the shared part of the chosen reply alone: `[pairs]`
/// @param rejectedShared the same of the rejected reply: `[pairs]`
public record PairLogProbs(
        Tensor chosen, Tensor rejected, Tensor chosenShared, Tensor rejectedShared) {
    /// Of replies without tails, or for a loss that asks nothing of them.
    public PairLogProbs(Tensor chosen, Tensor rejected) {
        this(chosen, rejected, chosen, rejected);
    }

    /// Log-probs in which a token of a tail weighs less than a shared one.
    ///
    /// @param weight of a token of the tail, in `[0, 1]`
    PairLogProbs tailWeighted(double weight) {
        return new PairLogProbs(
                tailWeighted(chosen, chosenShared, weight),
                tailWeighted(rejected, rejectedShared, weight),
                chosenShared,
                rejectedShared);
    }

    private static Tensor tailWeighted(Tensor whole, Tensor shared, double weight) {
        return shared.add(whole.sub(shared).mul(new Scalar(weight))); // [pairs]
    }
}
