package dev.murmur.loss;

import org.bytedeco.pytorch.Tensor;

/// A reward-model loss over the K replies of one prompt.
public interface RankingLoss {
    /// The loss of one group.
    ///
    /// @param scores one scalar reward a reply, with gradient: `[replies]`
    /// @param ranks as many, 1 is best, equal ranks are ties
    /// @return sum over groups (here 1 or, when every rank is tied and nothing can be learned, 0
    ///   items); metrics at least `accuracy`
    LossValue compute(Tensor scores, double[] ranks);
}
