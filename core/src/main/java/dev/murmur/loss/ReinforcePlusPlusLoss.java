package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// REINFORCE++, Hu 2025 ([arXiv 2501.03262](https://arxiv.org/abs/2501.03262)), as OpenRLHF has it:
/// PPO without a value model. A token's advantage is what is still to come, its price of KL and all
/// later ones and the reply's reward, whitened over all replies of an iteration.
///
/// @param clip how far from 1 the ratio to the sampler still counts, in `(0, 1)`
/// @param baseline what is taken off a reply's reward first
/// @param gamma discount of later rewards, in `[0, 1]`
/// @param klCoef price of leaving the initial policy, taken off the rewards, per nat, `>= 0`
/// @param klEstimator of the KL at a token
public record ReinforcePlusPlusLoss(
        @Doc("how far from 1 the ratio to the sampler still counts, in (0, 1)") @Default("0.2")
                double clip,
        @Doc("what is taken off a reply's reward first") @Default("none") Baseline baseline,
        @Doc("discount of later rewards, in [0, 1]") @Default("1.0") double gamma,
        @Doc("price of a nat of KL to the initial policy, in the rewards, >= 0") @Default("0.01")
                double klCoef,
        @Doc("how the KL is estimated at a token") @Default("k1") KlEstimator klEstimator)
        implements PolicyLoss {
    /// What a reply's reward is compared with.
    public enum Baseline {
        NONE,
        /// The mean reward of the prompt's replies.
        GROUP
    }

    public ReinforcePlusPlusLoss {
        new KlPenalty(klCoef, klEstimator);
        new Clip(clip, clip, Optional.empty());
        Checks.share("loss.gamma", gamma);
    }

    private KlPenalty kl() {
        return new KlPenalty(klCoef, klEstimator);
    }

    @Override
    public List<List<Credit>> credit(List<List<Experience>> groups) {
        return Advantages.whitened(groups.stream().map(this::creditGroup).toList());
    }

    private List<Credit> creditGroup(List<Experience> group) {
        double[] rewards = group.stream().mapToDouble(Experience::reward).toArray();
        double mean =
                baseline == Baseline.GROUP ? Arrays.stream(rewards).average().orElseThrow() : 0;
        return group.stream()
                .map(reply ->
                        new Experience(reply.reward() - mean, reply.logRatios(), new double[0]))
                .map(reply ->
                        new Credit(
                                Advantages.returnsToGo(reply.tokenRewards(kl()), gamma),
                                new double[0]))
                .toList();
    }

    @Override
    public LossValue compute(PolicyTokens tokens) {
        return new Clip(clip, clip, Optional.empty()).value(tokens);
    }

    @Override
    public double items(int tokens, int maxTokens) {
        return tokens;
    }

    @Override
    public boolean usesValues() {
        return false;
    }

    @Override
    public int minReplies() {
        return baseline == Baseline.GROUP ? 2 : 1;
    }
}
