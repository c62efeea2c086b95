package dev.murmur.evaluation;

import static java.lang.Math.abs;
import static java.lang.Math.log1p;
import static java.lang.Math.signum;

import java.util.Arrays;

/// Logistic regression without an intercept, with targets between 0 and 1 and an L1 penalty: the
/// weights `w` that minimise
///
/// ```
/// sum_j |w_j| + C * sum_i s_i * (log(1 + exp(z_i)) - p_i * z_i),    z_i = x_i . w
/// ```
///
/// That is what scikit-learn's `LogisticRegression(penalty="l1", solver="liblinear", C=C,
/// fit_intercept=False)` minimises when each row is given twice, as a success of weight `s p` and a
/// failure of weight `s (1 - p)`. It stops when its gradient has fallen to a ten-thousandth of the
/// first one (`tol`), so its weights are near the minimum's; these are at it.
final class L1Logistic {
    private static final int MAX_STEPS = 200;
    private static final int MAX_SWEEPS = 10_000;
    private static final double CONVERGED = 1e-9;

    /// A step must lower the objective by this part of what its model promises.
    private static final double SUFFICIENT = 0.01;

    private final double[][] rows;
    private final double[] targets;
    private final double[] weights;
    private final int features;

    /// @param rows features, [n][d]
    /// @param targets `p`, n numbers in [0, 1]
    /// @param weights `s`, n numbers that are not negative
    L1Logistic(double[][] rows, double[] targets, double[] weights) {
        Moments.requireSameLength("rows and targets", rows.length, targets.length);
        Moments.requireSameLength("rows and weights", rows.length, weights.length);
        this.rows = rows;
        this.targets = targets;
        this.weights = weights;
        this.features = rows[0].length;
    }

    /// The weights at the minimum, to nine digits after the point.
    ///
    /// Newton's method for the smooth part: each step minimises its quadratic model plus the
    /// penalty, one coordinate after the other, and is halved until the objective falls.
    ///
    /// @param c how much the rows count against the penalty
    /// @param start weights to begin at, which the minimum does not depend on
    double[] fit(double c, double[] start) {
        double[] w = start;
        double now = objective(w, c);
        for (int step = 0; step < MAX_STEPS; step++) {
            Slope slope = slope(w, c);
            double[] gradient = slope.gradient();
            double[] move = newton(w, gradient, slope.hessian());
            if (largest(move) < CONVERGED) {
                return w;
            }
            double promise = norm(plus(w, move, 1)) - norm(w);
            for (int j = 0; j < features; j++) {
                promise += gradient[j] * move[j];
            }
            double size = 1;
            double[] next = plus(w, move, size);
            double then = objective(next, c);
            while (then > now + SUFFICIENT * size * promise && size > CONVERGED) {
                size /= 2;
                next = plus(w, move, size);
                then = objective(next, c);
            }
            if (then >= now) { // what is left to gain is rounding
                return w;
            }
            w = next;
            now = then;
        }
        throw new IllegalStateException(
                "the logistic regression did not converge in " + MAX_STEPS + " steps");
    }

    /// The mean over rows of their weights times their cross-entropy, in nats.
    double logLoss(double[] w) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += weights[i] * loss(i, w);
        }
        return sum / rows.length;
    }

    static double probability(double[] row, double[] w) {
        return 1 / (1 + Math.exp(-dot(row, w)));
    }

    private double objective(double[] w, double c) {
        return norm(w) + c * rows.length * logLoss(w);
    }

    private double loss(int i, double[] w) {
        double z = dot(rows[i], w);
        return Math.max(z, 0) + log1p(Math.exp(-abs(z))) - targets[i] * z;
    }

    /// Of the smooth part, as a function of the weights.
    private record Slope(double[] gradient, double[][] hessian) {}

    private Slope slope(double[] w, double c) {
        var g = new double[features];
        var h = new double[features][features];
        for (int i = 0; i < rows.length; i++) {
            double[] x = rows[i];
            double p = probability(x, w);
            double residual = c * weights[i] * (p - targets[i]);
            double curvature = c * weights[i] * p * (1 - p);
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

    /// The move that minimises `g . m + m H m / 2 + |w + m|`.
    private double[] newton(double[] w, double[] g, double[][] h) {
        var move = new double[features];
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            double change = 0;
            for (int j = 0; j < features; j++) {
                if (h[j][j] == 0) {
                    continue; // a feature that is nowhere: its weight stays 0
                }
                double pull = g[j] + dot(h[j], move);
                double free = w[j] + move[j] - pull / h[j][j];
                double next = signum(free) * Math.max(0, abs(free) - 1 / h[j][j]) - w[j];
                change = Math.max(change, abs(next - move[j]));
                move[j] = next;
            }
            if (change < CONVERGED / 10) {
                break;
            }
        }
        return move;
    }

    private static double[] plus(double[] w, double[] move, double size) {
        var sum = new double[w.length];
        Arrays.setAll(sum, j -> w[j] + size * move[j]);
        return sum;
    }

    private static double norm(double[] w) {
        return Arrays.stream(w).map(Math::abs).sum();
    }

    private static double largest(double[] w) {
        return Arrays.stream(w).map(Math::abs).max().orElse(0);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
