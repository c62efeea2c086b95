package dev.murmur.loss;

import org.bytedeco.pytorch.Tensor;

/// A loss of replies that are desirable or not, each by itself, against a reference policy.
/// Implementations are records of their hyperparameters; the record is also its recipe section.
public interface UnpairedLoss {
    /// What is subtracted from every log-ratio: the mean log-ratio of some replies, over the whole
    /// optimiser batch and without gradient.
    enum Baseline {
        /// Nothing.
        ZERO,
        /// That of the replies themselves.
        OWN,
        /// That of replies to other prompts, a one-sample estimate of the divergence of policy and
        /// reference for each prompt.
        MISMATCHED
    }

    Baseline baseline();

    /// The loss of a micro-batch.
    ///
    /// @param logRatios `log pi(y|x) - log pi_ref(y|x)`, summed over tokens, nats, with gradient:
    ///   `[replies]`
    /// @param facts of the same replies
    /// @return sum over replies; metrics at least `accuracy`, `reward_desirable` and
    ///   `reward_undesirable` where the batch has such replies, and `margin` where it has both
    LossValue compute(Tensor logRatios, UnpairedFacts facts);
}
