package dev.murmur.loss;

import org.bytedeco.pytorch.Tensor;

/// A reward-model loss over the K replies of one prompt. Implementations are records of their
/// hyperparameters; the record is also its recipe section.
public interface RankingLoss {
    /// The loss of one group.
    ///
    /// @param scores one scalar reward a reply, with gradient: `[replies]`
    /// @param ranks as many, 1 is best, equal ranks are ties
    /// @return sum over groups: 1 item or, when every rank is tied and nothing can be learned, 0
    ///   items and a sum of 0 that may still be differentiated; metrics at least `accuracy`,
    ///   `margin`, `score`
    LossValue compute(Tensor scores, double[] ranks);

    /// The same of a pair that says how much better its first rank is.
    ///
    /// @param margin in the unit of the scores, 0 unless [#readsMargins]
    default LossValue compute(Tensor scores, double[] ranks, double margin) {
        return compute(scores, ranks);
    }

    /// Whether every pair must bring a margin.
    default boolean readsMargins() {
        return false;
    }
}
