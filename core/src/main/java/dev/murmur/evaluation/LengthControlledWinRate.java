package dev.murmur.evaluation;

import static java.lang.Math.abs;
import static java.lang.Math.log1p;
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
///   [#RIDGE] on both weights, there only so that separable data (all wins, or every longer reply
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
    /// Weight of the squared weights in the fit, in nats; the likelihood is a sum over prompts.
    public static final double RIDGE = 1e-3;

    private static final int MAX_STEPS = 100;
    private static final double CONVERGED = 1e-10;

    /// A fall of the objective that may be rounding, not overshooting.
    private static final double ROUNDING = 1e-9;

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
        var fit = new Fit(preferences, length);
        fit.run();
        double mean = sigmoid(fit.advantage);
        double se = mean * (1 - mean) * sqrt(fit.advantageVariance());
        return new LengthControlledWinRate(mean, se, fit.lengthEffect, lengthTerm);
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

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /// Newton's method on the two weights; the ridge makes the problem strictly concave, and
    /// halving a step that overshoots makes it converge from anywhere.
    private static final class Fit {
        private final double[] y;
        private final double[] x;
        private double lengthEffect;
        private double advantage;

        private Fit(double[] y, double[] x) {
            this.y = y;
            this.x = x;
        }

        private void run() {
            for (int step = 0; step < MAX_STEPS; step++) {
                double[] g = gradient();
                double[] move = Symmetric2.information(this).solve(g[0], g[1]);
                if (abs(move[0]) + abs(move[1]) < CONVERGED) {
                    return;
                }
                double before = objective(lengthEffect, advantage) - ROUNDING;
                double size = 1;
                while (size > CONVERGED
                        && objective(lengthEffect + size * move[0], advantage + size * move[1])
                                < before) {
                    size /= 2;
                }
                lengthEffect += size * move[0];
                advantage += size * move[1];
            }
            throw new IllegalStateException(
                    "the length-controlled fit did not converge in " + MAX_STEPS + " steps");
        }

        private double predict(int i) {
            return sigmoid(lengthEffect * x[i] + advantage);
        }

        /// Log-likelihood minus the ridge.
        private double objective(double effect, double level) {
            double sum = -RIDGE / 2 * (effect * effect + level * level);
            for (int i = 0; i < y.length; i++) {
                double z = effect * x[i] + level;
                sum += y[i] * z - (Math.max(z, 0) + log1p(Math.exp(-abs(z))));
            }
            return sum;
        }

        private double[] gradient() {
            var g = new double[] {-RIDGE * lengthEffect, -RIDGE * advantage};
            for (int i = 0; i < y.length; i++) {
                double residual = y[i] - predict(i);
                g[0] += residual * x[i];
                g[1] += residual;
            }
            return g;
        }

        /// The last entry of `H^-1 G H^-1 n / (n - 1)`.
        private double advantageVariance() {
            double[] row = Symmetric2.information(this).solve(0, 1);
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                double score = (y[i] - predict(i)) * (row[0] * x[i] + row[1]);
                sum += score * score;
            }
            return sum * y.length / (y.length - 1);
        }
    }

    /// The matrix `[[a, b], [b, d]]`.
    private record Symmetric2(double a, double b, double d) {
        /// The Fisher information of a fit at its weights, ridge included.
        private static Symmetric2 information(Fit fit) {
            double a = RIDGE;
            double b = 0;
            double d = RIDGE;
            for (int i = 0; i < fit.x.length; i++) {
                double q = fit.predict(i);
                double weight = q * (1 - q);
                a += weight * fit.x[i] * fit.x[i];
                b += weight * fit.x[i];
                d += weight;
            }
            return new Symmetric2(a, b, d);
        }

        private double[] solve(double first, double second) {
            double determinant = a * d - b * b;
            return new double[] {
                (d * first - b * second) / determinant, (a * second - b * first) / determinant
            };
        }
    }
}
