package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.Optional;

/// Proximal policy optimisation, Schulman et al. 2017 ([arXiv
/// 1707.06347](https://arxiv.org/abs/1707.06347)), as Ziegler et al. 2019 ([arXiv
/// 1909.08593](https://arxiv.org/abs/1909.08593)) use it for language models: a token costs its KL
/// to the initial policy, the last one earns the reply's reward, and the policy follows the clipped
/// surrogate of whitened advantages.
///
/// @param clip how far from 1 the ratio to the sampler still counts, in `(0, 1)`
/// @param dualClip with a negative advantage the surrogate is at least this many times the
///   advantage, `> 1`
/// @param klCoef price of leaving the initial policy, taken off the rewards, per nat, `>= 0`
/// @param klEstimator of the KL at a token
/// @param gae how rewards become advantages
public record PpoLoss(
        @Doc("how far from 1 the ratio to the sampler still counts, in (0, 1)") @Default("0.2")
                double clip,
        @Doc("bound for ratios of bad tokens, > 1; null for none") Optional<Double> dualClip,
        @Doc("price of a nat of KL to the initial policy, in the rewards, >= 0") @Default("0.05")
                double klCoef,
        @Doc("how the KL is estimated at a token") @Default("k1") KlEstimator klEstimator,
        @Doc("generalised advantage estimation") @Default("{}") GeneralisedAdvantage gae)
        implements PolicyLoss {
    public PpoLoss {
        new KlPenalty(klCoef, klEstimator);
        new Clip(clip, clip, dualClip);
    }

    private KlPenalty kl() {
        return new KlPenalty(klCoef, klEstimator);
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return gae.credit(groups, kl());
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        return new Clip(clip, clip, dualClip).value(tokens);
    }

    @Override
    public double items(int tokens, int maxTokens) {
        return tokens;
    }

    @Override
    public boolean usesValues() {
        return true;
    }

    @Override
    public int minReplies() {
        return 1;
    }
}
