package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// A ranking taken apart into its pairs: the mean of `-log sigmoid(r_i - r_j)` over all pairs of
/// replies of which i ranks better, Eq. 1 of Ouyang et al. 2022 ([arXiv
/// 2203.02155](https://arxiv.org/abs/2203.02155)). Here to compare with [PlackettLuceLoss], which
/// Zhu et al. 2023 ([arXiv 2301.11270](https://arxiv.org/abs/2301.11270)) show to be the better
/// estimator where K > 2; for K = 2 both are [BradleyTerryLoss].
///
/// The mean makes every prompt weigh alike, however many replies it has. Equal ranks are no pair.
public record PairwiseSplitLoss() implements RankingLoss {
    @Override
    public LossValue compute(Tensor scores, double[] ranks) {
        Checks.ranking(scores, ranks);
        return RankingMetrics.of(scores, ranks).with(mean(scores, ranks));
    }

    private static Tensor mean(Tensor scores, double[] ranks) {
        int k = ranks.length;
        int[] pairs =
                IntStream.range(0, k * k).filter(ij -> ranks[ij / k] < ranks[ij % k]).toArray();
        if (pairs.length == 0) {
            return scores.sum().mul(Tensors.ZERO); // []
        }
        Tensor better = at(scores, IntStream.of(pairs).map(ij -> ij / k)); // [pairs]
        Tensor worse = at(scores, IntStream.of(pairs).map(ij -> ij % k)); // [pairs]
        return Logistic.softplusOfMinus(better.sub(worse)).mean(); // []
    }

    private static Tensor at(Tensor scores, IntStream replies) {
        return scores.index_select(0, Tensors.indices(scores, replies.toArray()));
    }
}
