package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// REINFORCE leave-one-out, Ahmadian et al. 2024 ([arXiv
/// 2402.14740](https://arxiv.org/abs/2402.14740)): a reply is one action, its advantage its reward
/// less the mean of its siblings'. The KL of the whole reply is taken off its reward before. With
/// several epochs the ratio of the whole reply is clipped, as in TRL.
///
/// @param clip how far from 1 the reply's ratio to the sampler still counts, in `(0, 1)`
/// @param klCoef price of leaving the initial policy, taken off the rewards, per nat, `>= 0`
/// @param klEstimator of the KL at a token
public record RlooLoss(
        @Doc("how far from 1 a reply's ratio to the sampler still counts, in (0, 1)")
                @Default("0.2")
                double clip,
        @Doc("price of a nat of KL to the initial policy, in the rewards, >= 0") @Default("0.05")
                double klCoef,
        @Doc("how the KL is estimated at a token") @Default("k1") KlEstimator klEstimator)
        implements PolicyLoss {
    public RlooLoss {
        new KlPenalty(klCoef, klEstimator);
        new Clip(clip, clip, Optional.empty());
    }

    private KlPenalty kl() {
        return new KlPenalty(klCoef, klEstimator);
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return Advantages.compared(groups, reply -> reply.penalised(kl()), Advantages::leaveOneOut);
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        var clipping = new Clip(clip, clip, Optional.empty());
        Tensor logRatios = tokens.sums(tokens.logRatios()); // [replies]
        Tensor ratios = logRatios.exp(); // [replies]
        Tensor advantages = firstOfEachReply(tokens); // [replies]
        return new LossValue(
                clipping.loss(ratios, advantages).sum(),
                tokens.replies(),
                PolicyMetrics.ofReplies(tokens, logRatios, clipping.clipped(ratios, advantages)));
    }

    /// Every token of a reply has the reply's advantage.
    private static Tensor firstOfEachReply(PolicyTokens tokens) {
        var first = new int[tokens.replies()];
        int at = 0;
        for (int i = 0; i < first.length; i++) {
            first[i] = at;
            at += tokens.tokensPerReply()[i];
        }
        Tensor advantages = tokens.advantages();
        return advantages.index_select(0, Tensors.indices(advantages, first)); // [replies]
    }

    @Override
    public double items(int tokens, int maxTokens) {
        return 1;
    }

    @Override
    public boolean usesValues() {
        return false;
    }

    @Override
    public int minReplies() {
        return 2;
    }
}
