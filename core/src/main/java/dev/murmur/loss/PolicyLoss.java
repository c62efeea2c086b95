package dev.murmur.loss;

import java.util.List;

/// A policy-gradient loss: what sampled replies are worth, and how the policy learns from it.
/// Implementations are records of their hyperparameters; the record is also its recipe section.
public interface PolicyLoss {
    /// Credits the tokens of all replies of an iteration, before the first step on them.
    ///
    /// @param groups replies of each prompt
    /// @return in the same order
    List<List<Credit>> credit(List<List<Experience>> groups);

    /// The loss of a micro-batch.
    ///
    /// @return sum over items, see [#items]
    LossValue compute(PolicyTokens tokens);

    /// How much a reply weighs in the mean over a batch. With a value model it is the reply's
    /// tokens, as there.
    ///
    /// @param tokens of the reply
    /// @param maxTokens longest reply that could have been sampled
    double items(int tokens, int maxTokens);

    /// Whether [Experience#values] are read, so that a value model has to be trained beside.
    boolean usesValues();

    /// Fewest replies a prompt that can be credited.
    int minReplies();
}
