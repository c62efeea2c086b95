package dev.murmur.loss;

/// What is known of a sampled reply before its tokens are credited.
///
/// @param reward of the whole reply
/// @param logRatios of each token, `log pi_behaviour - log pi_initial`, nats
/// @param values what a value model expected of the rest of the reply before each token; empty
///   without one
public record Experience(double reward, double[] logRatios, double[] values) {
    public Experience {
        if (logRatios.length == 0) {
            throw new IllegalArgumentException("a reply has no tokens, expected at least 1");
        }
        if (values.length != 0 && values.length != logRatios.length) {
            throw new IllegalArgumentException(
                    "a reply of "
                            + logRatios.length
                            + " tokens has "
                            + values.length
                            + " values, expected as many or none");
        }
    }

    int tokens() {
        return logRatios.length;
    }

    /// Rewards of the tokens: the price of leaving the initial policy at each, and the reply's
    /// reward at the last one, finished or not.
    double[] tokenRewards(KlPenalty kl) {
        var rewards = new double[tokens()];
        for (int t = 0; t < rewards.length; t++) {
            rewards[t] = -kl.of(logRatios[t]);
        }
        rewards[rewards.length - 1] += reward;
        return rewards;
    }

    /// The reward with the price of the whole reply taken off.
    double penalised(KlPenalty kl) {
        double total = reward;
        for (double logRatio : logRatios) {
            total -= kl.of(logRatio);
        }
        return total;
    }
}
