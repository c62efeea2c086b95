package dev.murmur.evaluation;

import static java.lang.Math.sqrt;

import java.util.Arrays;

/// The win rate if both systems had written replies of the same length: the *minimal* form of
/// AlpacaEval 2's length-controlled win rate (Dubois et al. 2024, arXiv 2404.04475).
///
/// A logistic model is fitted to the preferences (0, 0.5 or 1, one a prompt):
///
/// ```
/// logit q_i = lengthEffect * tanh(d_i / std(d)) + advantage,   d_i = baseline tokens - model tokens
/// ```
///
/// and read off at `d = 0`: `mean = sigmoid(advantage)`. `d` has the published sign (output 1 is
/// the baseline), so a *negative* length effect says that longer replies win; `std` has n - 1 below
/// the line. Departures from AlpacaEval 2, all of which its name "minimal" stands for:
/// - no instruction-difficulty term, which needs their file of published difficulties;
/// - no length-gamed baseline rows and no cross-validated L1 penalty; instead a fixed ridge of
///   0.001 on both weights, there only so that separable data (all wins, or every longer reply
///   wins) have a finite fit: at 200 prompts it moves the rate by about 0.00001;
/// - lengths in tokens, not characters;
/// - the standard error is that of the weight `advantage`, where AlpacaEval reports the spread of
///   its predictions over instructions, which is 0 without a difficulty term.
///
/// The standard error comes by the delta method from the sandwich covariance of the fit, `H^-1 G
/// H^-1`: Fisher information outside, squared residuals inside, times n / (n - 1). The information
/// alone would take each preference for a coin toss and overstate the error where there are ties
/// (Papke and Wooldridge 1996). Without a length effect it is the standard error of [WinRate].
///
/// @param mean the length-controlled win rate, in `[0, 1]`
/// @param se its standard error
/// @param lengthEffect weight of the length term; 0 if the term was dropped
/// @param lengthTerm whether there was a length term: it is dropped, and the rate is the raw one,
///   if the difference of lengths is the same for every prompt, because nothing can be learnt
public record LengthControlledWinRate(
        double mean, double se, double lengthEffect, boolean lengthTerm) {
    private static final Penalty.Ridge RIDGE = new Penalty.Ridge(1e-3);

    /// Fits the model.
    ///
    /// @param preferences from [WinRate#preferences], at least two
    /// @param modelTokens reply lengths of the model, in the order of the preferences
    /// @param baselineTokens reply lengths of the baseline
    public static LengthControlledWinRate fit(
            double[] preferences, int[] modelTokens, int[] baselineTokens) {
        WinRate.requirePreferences(preferences);
        Moments.requireSameLength(
                "preferences and token counts", preferences.length, modelTokens.length);
        Moments.requireSameLength("token counts", modelTokens.length, baselineTokens.length);
        if (preferences.length < 2) {
            throw new IllegalArgumentException(
                    "a length-controlled win rate needs at least 2 prompts, got "
                            + preferences.length);
        }
        double[] length = lengthFeature(modelTokens, baselineTokens);
        boolean lengthTerm = Arrays.stream(length).anyMatch(v -> v != 0);
        double[][] rows =
                Arrays.stream(length).mapToObj(x -> new double[] {x, 1}).toArray(double[][]::new);
        var weights = new double[rows.length];
        Arrays.fill(weights, 1);
        var regression = new LogisticRegression(rows, preferences, weights);
        double[] w = regression.fit(RIDGE, new double[2]);
        double mean = LogisticRegression.sigmoid(w[1]);
        double se = mean * (1 - mean) * sqrt(advantageVariance(regression, rows, preferences, w));
        return new LengthControlledWinRate(mean, se, w[0], lengthTerm);
    }

    /// The rate without the weights.
    public Estimate estimate() {
        return new Estimate(mean, se);
    }

    /// `tanh(d / std(d))`, all zeros if `d` does not vary.
    private static double[] lengthFeature(int[] modelTokens, int[] baselineTokens) {
        var difference = new double[modelTokens.length];
        Arrays.setAll(difference, i -> (double) baselineTokens[i] - modelTokens[i]);
        double std = sqrt(Moments.variance(difference));
        return std == 0
                ? new double[difference.length]
                : Arrays.stream(difference).map(d -> Math.tanh(d / std)).toArray();
    }

    /// The last entry of `H^-1 G H^-1 n / (n - 1)`.
    private static double advantageVariance(
            LogisticRegression regression, double[][] rows, double[] preferences, double[] w) {
        double[] row = RIDGE.solve(regression.slope(w).hessian(), new double[] {0, 1});
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double residual = preferences[i] - LogisticRegression.probability(rows[i], w);
            double score = residual * LogisticRegression.dot(row, rows[i]);
            sum += score * score;
        }
        return sum * rows.length / (rows.length - 1);
    }
}
