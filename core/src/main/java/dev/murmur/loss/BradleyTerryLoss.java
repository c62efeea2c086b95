package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The pairwise reward-model loss `-log sigmoid(r_w - r_l)`: Bradley and Terry 1952 with maximum
/// likelihood, as Ouyang et al. 2022 ([arXiv 2203.02155](https://arxiv.org/abs/2203.02155)) use it
/// for groups of two.
///
/// No margin term and no centring of the rewards. Two equal ranks teach nothing: 0 items.
public record BradleyTerryLoss() implements RankingLoss {
    @Override
    public LossValue compute(Tensor scores, double[] ranks) {
        Checks.ranking(scores, ranks);
        if (ranks.length != 2) {
            throw new IllegalArgumentException(
                    "bradley-terry takes groups of 2 replies, this one has "
                            + ranks.length
                            + "; plackett-luce takes any number");
        }
        return RankingMetrics.of(scores, ranks).with(sum(scores, ranks));
    }

    private static Tensor sum(Tensor scores, double[] ranks) {
        if (ranks[0] == ranks[1]) {
            return scores.sum().mul(Tensors.ZERO); // []
        }
        int better = ranks[0] < ranks[1] ? 0 : 1;
        Tensor margin = scores.select(0, better).sub(scores.select(0, 1 - better)); // []
        return torch.log_sigmoid(margin).neg();
    }
}
