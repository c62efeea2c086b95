package dev.murmur.evaluation;

/// How often one system's reply beats another's to the same prompt; a tie counts half.
///
/// @param mean wins plus half the ties over all, in `[0, 1]`
/// @param se standard error of the mean, as in AlpacaEval: standard deviation of the preferences (n
///   -
///     1) over the root of n; so a row of nothing but ties, or nothing but wins, has 0
public record WinRate(double mean, double se, int wins, int ties, int losses) {
    public WinRate {
        if (!(mean >= 0 && mean <= 1) || !(se >= 0)) {
            throw new IllegalArgumentException(
                    "win rate is " + mean + " +- " + se + ", must be between 0 and 1");
        }
    }

    /// The win rate of preferences made by [#preferences].
    public static WinRate of(double[] preferences) {
        requirePreferences(preferences);
        Estimate estimate = Estimate.of(preferences);
        int wins = count(preferences, 1);
        int losses = count(preferences, 0);
        int ties = preferences.length - wins - losses;
        return new WinRate(estimate.mean(), estimate.se(), wins, ties, losses);
    }

    /// One preference a prompt from the judge's scores of two replies: 1 where the model's is
    /// higher, 0 where the baseline's is, 0.5 where they are equal.
    public static double[] preferences(double[] model, double[] baseline) {
        Moments.requireSameLength("judge scores", model.length, baseline.length);
        Moments.requireFinite("judge score of the model", model);
        Moments.requireFinite("judge score of the baseline", baseline);
        var preferences = new double[model.length];
        for (int i = 0; i < model.length; i++) {
            preferences[i] = (1 + Math.signum(model[i] - baseline[i])) / 2;
        }
        return preferences;
    }

    /// The number of prompts compared.
    public int prompts() {
        return wins + ties + losses;
    }

    static void requirePreferences(double[] preferences) {
        for (int i = 0; i < preferences.length; i++) {
            double p = preferences[i];
            if (p != 0 && p != 0.5 && p != 1) {
                throw new IllegalArgumentException(
                        "preference "
                                + i
                                + " is "
                                + p
                                + ", must be 0 (loss), 0.5 (tie) or 1 (win)");
            }
        }
    }

    private static int count(double[] preferences, double value) {
        int n = 0;
        for (double p : preferences) {
            n += p == value ? 1 : 0;
        }
        return n;
    }
}
