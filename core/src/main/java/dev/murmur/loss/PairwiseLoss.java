package dev.murmur.loss;

import java.util.Set;

/// A preference loss that compares a policy with a reference policy. Implementations are records of
/// their hyperparameters; the record is also its recipe section.
public non-sealed interface PairwiseLoss extends PreferenceLoss {
    /// The loss of a micro-batch of pairs, or of a whole batch if [#coupled].
    ///
    /// @param policy with gradient
    /// @param reference without gradient
    /// @param facts of the same pairs
    /// @return sum over pairs; metrics at least `margin`, `accuracy`, `reward_chosen`,
    ///   `reward_rejected`
    LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts);

    /// The loss with whatever it takes from the data, before the first step.
    ///
    /// @param tokens reply lengths of every pair of the training
    default PairwiseLoss fit(PairTokens tokens) {
        return this;
    }

    /// Whether it reads [PairFacts#alignment], which costs a pass over the vocabulary.
    default boolean readsAlignment() {
        return false;
    }

    /// Names of the rewards that it reads from [PairFacts#rewards]: an example must bring them.
    default Set<String> rewards() {
        return Set.of();
    }
}
