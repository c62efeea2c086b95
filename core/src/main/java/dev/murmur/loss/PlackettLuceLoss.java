package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The K-wise reward-model loss: maximum likelihood of a whole ranking under Plackett 1975 and Luce
/// 1959, as Zhu et al. 2023 ([arXiv 2301.11270](https://arxiv.org/abs/2301.11270)) propose for
/// reward models.
///
/// A ranking is drawn by choosing the best reply, then the best of the rest, and so on, each with
/// probability proportional to `exp(score)`. With weights `w_ij`, 1 for every reply j that ranks
/// worse than i, 0 for every better one, and given by [Ties] for equal ones, the loss of a group is
///
/// ```
/// sum over i of  log(sum over j of w_ij exp(r_j)) - r_i
/// ```
///
/// over the replies i that have a worse one: the choice of the last is no choice. Not divided by K:
/// the trainer divides by groups.
///
/// @param ties what equal ranks mean
public record PlackettLuceLoss(@Doc("what equal ranks mean") @Default("exclude") Ties ties)
        implements RankingLoss {
    /// What equal ranks mean. Without ties both are the same loss.
    public enum Ties {
        /// Equal replies are excluded from each other's choice: each is compared with the worse
        /// ones only, `w_ij = 0`. Their difference gets no gradient from each other.
        EXCLUDE,
        /// Efron 1977 (J. Amer. Statist. Assoc. 72, 557-565): d equal replies were drawn in an
        /// order we do not know, so when l of them are drawn, each counts as present with weight
        /// `w_ij = 1 - l/d`. Their scores are drawn together.
        ///
        /// Departure: the worst tied replies contribute nothing, as whatever their order, they come
        /// last with probability 1.
        EFRON
    }

    @Override
    public LossValue compute(Tensor scores, double[] ranks) {
        Checks.ranking(scores, ranks);
        Tensor logWeights =
                Tensors.like(scores, logWeights(ranks))
                        .view(ranks.length, ranks.length); // [replies, replies]
        Tensor choices = torch.logsumexp(logWeights.add(scores), 1); // [replies]
        Tensor sum = choices.sub(scores).sum(); // []
        return RankingMetrics.of(scores, ranks).with(sum);
    }

    /// Row i: the logarithms of `w_ij`. A reply without a worse one has weight on itself alone, so
    /// that its term is 0.
    private double[] logWeights(double[] ranks) {
        int replies = ranks.length;
        var weights = new double[replies * replies];
        for (int i = 0; i < replies; i++) {
            double tied = tiedWeight(i, ranks);
            for (int j = 0; j < replies; j++) {
                double weight = ranks[j] > ranks[i] ? 1 : ranks[j] == ranks[i] ? tied : 0;
                weights[i * replies + j] = Math.log(j == i && tied == 0 ? 1 : weight);
            }
        }
        return weights;
    }

    /// The weight of replies that rank as i does; 0 leaves i alone with the worse ones.
    private double tiedWeight(int i, double[] ranks) {
        int drawn = 0;
        int tied = 0;
        boolean last = true;
        for (int j = 0; j < ranks.length; j++) {
            tied += ranks[j] == ranks[i] ? 1 : 0;
            drawn += ranks[j] == ranks[i] && j < i ? 1 : 0;
            last &= ranks[j] <= ranks[i];
        }
        return ties == Ties.EXCLUDE || last ? 0 : 1 - (double) drawn / tied;
    }
}
