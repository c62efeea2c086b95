package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The pairwise reward-model loss `-log sigmoid(r_w - r_l - k m) + c (r_w + r_l)^2`: Bradley and
/// Terry 1952 with maximum likelihood, as Ouyang et al. 2022 ([arXiv
/// 2203.02155](https://arxiv.org/abs/2203.02155)) use it for groups of two.
///
/// The margin `m` of a pair says how much better the chosen reply is: Eq. 2 of Touvron et al. 2023
/// ([arXiv 2307.09288](https://arxiv.org/abs/2307.09288)), there with `k = 1`. The second term
/// pulls the scores of a pair towards a mean of 0: Eisenstein et al. 2023 ([arXiv
/// 2312.09244](https://arxiv.org/abs/2312.09244)), as TRL's `center_rewards_coefficient`. Both are
/// off by default.
///
/// Two equal ranks teach nothing: 0 items.
///
/// @param marginScale what margins are multiplied by, `k >= 0`; above 0 every pair must bring one
/// @param centring weight `c >= 0` of the squared sum of a pair's scores
public record BradleyTerryLoss(
        @Doc("times the margin of each pair, >= 0; above 0 every pair must have a margin")
                @Default("0.0")
                double marginScale,
        @Doc("weight of the squared sum of a pair's scores, >= 0; 0.01 is usual") @Default("0.0")
                double centring)
        implements RankingLoss {
    public BradleyTerryLoss {
        Checks.notNegative("loss.margin_scale", marginScale, "1");
        Checks.notNegative("loss.centring", centring, "0.01");
    }

    /// Neither margins nor centring.
    public BradleyTerryLoss() {
        this(0, 0);
    }

    @Override
    public boolean readsMargins() {
        return marginScale > 0;
    }

    @Override
    public LossValue compute(Tensor scores, double[] ranks) {
        return compute(scores, ranks, 0);
    }

    @Override
    public LossValue compute(Tensor scores, double[] ranks, double margin) {
        Checks.ranking(scores, ranks);
        if (ranks.length != 2) {
            throw new IllegalArgumentException(
                    "bradley-terry takes groups of 2 replies, this one has "
                            + ranks.length
                            + "; plackett-luce takes any number");
        }
        return RankingMetrics.of(scores, ranks).with(sum(scores, ranks, margin));
    }

    private Tensor sum(Tensor scores, double[] ranks, double margin) {
        if (ranks[0] == ranks[1]) {
            return scores.sum().mul(Tensors.ZERO); // []
        }
        int better = ranks[0] < ranks[1] ? 0 : 1;
        Tensor gap = scores.select(0, better).sub(scores.select(0, 1 - better)); // []
        Tensor loss = Logistic.softplusOfMinus(gap.sub(new Scalar(marginScale * margin)));
        return centring == 0
                ? loss
                : loss.add(scores.sum().square().mul(new Scalar(centring))); // []
    }
}
