package dev.murmur.loss;

/// A loss over pairs of a chosen and a rejected reply: one that compares the policy with a
/// reference, or one that needs none.
public sealed interface PreferenceLoss permits PairwiseLoss, ReferenceFreeLoss {
    /// Whether what a pair teaches depends on the other pairs of the optimiser batch. Such a loss
    /// is computed over the whole batch at once, whatever its micro-batches.
    default boolean coupled() {
        return false;
    }
}
