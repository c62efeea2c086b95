package dev.murmur.loss;

/// A preference loss that compares a policy with a reference policy. Implementations are records of
/// their hyperparameters; the record is also its recipe section.
public interface PairwiseLoss {
    /// The loss of a micro-batch of pairs.
    ///
    /// @param policy with gradient
    /// @param reference without gradient
    /// @param tokens reply lengths of the same pairs
    /// @return sum over pairs; metrics at least `margin`, `accuracy`, `reward_chosen`,
    ///   `reward_rejected`
    LossValue compute(PairLogProbs policy, PairLogProbs reference, PairTokens tokens);

    /// The loss with whatever it takes from the data, before the first step.
    ///
    /// @param tokens reply lengths of every pair of the training
    default PairwiseLoss fit(PairTokens tokens) {
        return this;
    }
}
