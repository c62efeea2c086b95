package dev.murmur.loss;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;

/// Generalised advantage estimation, Eq. 16 of Schulman et al. 2016 ([arXiv
/// 1506.02438](https://arxiv.org/abs/1506.02438)): `A_t = sum_l (gamma lambda)^l delta_{t+l}` with
/// `delta_t = r_t + gamma V_{t+1} - V_t`. After the last token V is 0, whether the reply finished
/// or was cut off.
///
/// @param gamma discount of later rewards, in `[0, 1]`
/// @param lambda 0 trusts the value model, 1 the rewards alone
public record GeneralisedAdvantage(
        @Doc("discount of later rewards, in [0, 1]") @Default("1.0") double gamma,
        @Doc("0 trusts the value model, 1 the rewards alone") @Default("0.95") double lambda) {
    public GeneralisedAdvantage {
        Checks.share("loss.gae.gamma", gamma);
        Checks.share("loss.gae.lambda", lambda);
    }

    /// @param rewards of each token
    /// @param values before each token
    public double[] advantages(double[] rewards, double[] values) {
        var advantages = new double[rewards.length];
        double later = 0;
        double nextValue = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            double delta = rewards[t] + gamma * nextValue - values[t];
            later = delta + gamma * lambda * later;
            advantages[t] = later;
            nextValue = values[t];
        }
        return advantages;
    }

    /// Advantages whitened over all replies, and the returns `A + V` as they were before.
    ///
    /// @param kl taken off the rewards
    List<List<Credit>> credit(List<List<Experience>> groups, KlPenalty kl) {
        return Advantages.whitened(Advantages.each(groups, reply -> credit(reply, kl)));
    }

    private Credit credit(Experience reply, KlPenalty kl) {
        if (reply.values().length == 0) {
            throw new IllegalArgumentException(
                    "a reply has no values; generalised advantages need a value model");
        }
        double[] advantages = advantages(reply.tokenRewards(kl), reply.values());
        var returns = new double[advantages.length];
        for (int t = 0; t < returns.length; t++) {
            returns[t] = advantages[t] + reply.values()[t];
        }
        return new Credit(advantages, returns);
    }
}
