package dev.murmur.evaluation;

import static java.lang.Math.abs;
import static java.lang.Math.log1p;

import java.util.Arrays;

/// Logistic regression without an intercept, with targets between 0 and 1: the weights `w` that
/// minimise
///
/// ```
/// sum_i s_i * (log(1 + exp(z_i)) - p_i * z_i) + penalty(w),    z_i = x_i . w
/// ```
///
/// That is what scikit-learn's `LogisticRegression(fit_intercept=False)` minimises when each row is
/// given twice, as a success of weight `s p` and a failure of weight `s (1 - p)`. Its solvers stop
/// when a gradient has fallen far enough (`tol`), so its weights are near the minimum's; these are
/// at it.
final class LogisticRegression {
    private static final int MAX_STEPS = 200;

    /// The last step promises less than this part of the objective. Newton's method doubles digits
    /// at each step, so nothing is left to gain after it.
    private static final double NEGLIGIBLE = 1e-12;

    /// Nor is a promise worth anything that is less than the rounding of a row's loss, which where
    /// data is separable is large beside the loss itself.
    private static final double ROUNDING = 1e-14;

    /// A step must lower the objective by this part of what its model promises.
    private static final double SUFFICIENT = 0.01;

    private final double[][] rows;
    private final double[] targets;
    private final double[] weights;
    private final int features;

    /// Of the sum over rows, as a function of the weights.
    record Slope(double[] gradient, double[][] hessian) {}

    /// @param rows features, [n][d]
    /// @param targets `p`, n numbers in [0, 1]
    /// @param weights `s`, n numbers that are not negative
    LogisticRegression(double[][] rows, double[] targets, double[] weights) {
        Moments.requireSameLength("rows and targets", rows.length, targets.length);
        Moments.requireSameLength("rows and weights", rows.length, weights.length);
        this.rows = rows;
        this.targets = targets;
        this.weights = weights;
        this.features = rows[0].length;
    }

    /// The weights at the minimum.
    ///
    /// Newton's method for the sum over rows: each step minimises its quadratic model plus the
    /// penalty, and is halved until the objective falls.
    ///
    /// @param start weights to begin at, which the minimum does not depend on
    double[] fit(Penalty penalty, double[] start) {
        double[] w = start;
        double now = objective(w, penalty);
        double rounding = ROUNDING * Arrays.stream(weights).sum();
        for (int step = 0; step < MAX_STEPS; step++) {
            Slope slope = slope(w);
            double[] move = penalty.move(w, slope);
            double[] next = plus(w, move, 1);
            double promise = penalty.of(next) - penalty.of(w) + dot(slope.gradient(), move);
            if (-promise <= NEGLIGIBLE * now + rounding) {
                return next;
            }
            double then = objective(next, penalty);
            for (double size = 1; then > now + SUFFICIENT * size * promise; ) {
                size /= 2;
                next = plus(w, move, size);
                then = objective(next, penalty);
            }
            w = next;
            now = then;
        }
        throw new IllegalStateException(
                "the logistic regression did not converge in " + MAX_STEPS + " steps");
    }

    /// The mean over rows of their weights times their cross-entropy, in nats.
    double logLoss(double[] w) {
        return loss(w) / rows.length;
    }

    Slope slope(double[] w) {
        var g = new double[features];
        var h = new double[features][features];
        for (int i = 0; i < rows.length; i++) {
            double[] x = rows[i];
            double p = probability(x, w);
            double residual = weights[i] * (p - targets[i]);
            double curvature = weights[i] * p * (1 - p);
            for (int j = 0; j < features; j++) {
                g[j] += residual * x[j];
                for (int k = 0; k <= j; k++) {
                    h[j][k] += curvature * x[j] * x[k];
                }
            }
        }
        for (int j = 0; j < features; j++) {
            for (int k = 0; k < j; k++) {
                h[k][j] = h[j][k];
            }
        }
        return new Slope(g, h);
    }

    static double probability(double[] row, double[] w) {
        return sigmoid(dot(row, w));
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private double objective(double[] w, Penalty penalty) {
        return loss(w) + penalty.of(w);
    }

    private double loss(double[] w) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double z = dot(rows[i], w);
            sum += weights[i] * (Math.max(z, 0) + log1p(Math.exp(-abs(z))) - targets[i] * z);
        }
        return sum;
    }

    private static double[] plus(double[] w, double[] move, double size) {
        var sum = new double[w.length];
        Arrays.setAll(sum, j -> w[j] + size * move[j]);
        return sum;
    }
}
