package dev.murmur.loss;

/// A preference loss of the policy alone: no second model is opened, and no log-probs are computed
/// beforehand. Implementations are records of their hyperparameters; the record is also its recipe
/// section.
public non-sealed interface ReferenceFreeLoss extends PreferenceLoss {
    /// The loss of a micro-batch of pairs, or of a whole batch if [#coupled].
    ///
    /// @param policy with gradient
    /// @param facts of the same pairs
    /// @return sum over pairs; metrics at least `margin`, `accuracy`, `reward_chosen`,
    ///   `reward_rejected`
    LossValue compute(PairLogProbs policy, PairFacts facts);
}
