package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Group relative policy optimisation, Shao et al. 2024 ([arXiv
/// 2402.03300](https://arxiv.org/abs/2402.03300)): a reply's advantage is its reward compared with
/// its siblings', the same at each of its tokens; PPO's clipped surrogate; the KL to the initial
/// policy in the loss.
///
/// Its variants are settings. Dr. GRPO (Liu et al. 2025, [arXiv
/// 2503.20783](https://arxiv.org/abs/2503.20783)): `normalisation: longest, scale_by_std: false`.
/// DAPO (Yu et al. 2025, [arXiv 2503.14476](https://arxiv.org/abs/2503.14476)): `normalisation:
/// tokens, clip_high: 0.28`, without KL.
///
/// As in TRL a group's standard deviation is that of a sample (K - 1), and 1e-4 is added to it.
///
/// @param clip how far below 1 the ratio to the sampler still counts, in `(0, 1)`
/// @param clipHigh how far above 1; without it as far as below
/// @param normalisation what tokens are averaged over
/// @param scaleByStd whether to divide by the standard deviation of a group's rewards
/// @param klCoef price of leaving the initial policy, in the loss, per nat, `>= 0`
/// @param klEstimator of the KL at a token
public record GrpoLoss(
        @Doc("how far below 1 the ratio to the sampler still counts, in (0, 1)") @Default("0.2")
                double clip,
        @Doc("how far above 1; null is as far as below") Optional<Double> clipHigh,
        @Doc("what tokens are averaged over") @Default("replies") Normalisation normalisation,
        @Doc("divide by the standard deviation of a prompt's rewards") @Default("true")
                boolean scaleByStd,
        @Doc("price of a nat of KL to the initial policy, in the loss, >= 0") @Default("0.0")
                double klCoef,
        @Doc("how the KL is estimated at a token") @Default("k3") KlEstimator klEstimator)
        implements PolicyLoss {
    public GrpoLoss {
        new KlPenalty(klCoef, klEstimator);
        clipping(clip, clipHigh);
    }

    private static Clip clipping(double low, Optional<Double> high) {
        return new Clip(low, high.orElse(low), Optional.empty());
    }

    private KlPenalty kl() {
        return new KlPenalty(klCoef, klEstimator);
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return Advantages.compared(
                groups,
                Experience::reward,
                scaleByStd ? Advantages::standardised : Advantages::centred);
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        Clip clipping = clipping(clip, clipHigh);
        Tensor ratios = tokens.logRatios().exp(); // [tokens]
        Tensor losses = clipping.loss(ratios, tokens.advantages()); // [tokens]
        if (klCoef > 0) {
            losses = losses.add(kl().of(tokens.policy().sub(tokens.initial())));
        }
        int[] lengths = tokens.tokensPerReply();
        double[] weights = IntStream.of(lengths).mapToDouble(normalisation::weight).toArray();
        double items =
                IntStream.of(lengths)
                        .mapToDouble(n -> normalisation.items(n, tokens.maxTokens()))
                        .sum();
        return new LossValue(
                losses.mul(tokens.spread(weights)).sum(),
                items,
                PolicyMetrics.ofTokens(
                        tokens, normalisation, clipping.clipped(ratios, tokens.advantages())));
    }

    @Override
    public double items(int tokens, int maxTokens) {
        return normalisation.items(tokens, maxTokens);
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
