package dev.murmur.evaluation;

import static java.lang.Math.abs;
import static java.lang.Math.signum;

import dev.murmur.evaluation.LogisticRegression.Slope;
import java.util.Arrays;

/// What a [LogisticRegression] pays for its weights.
sealed interface Penalty {
    /// What weights cost.
    double of(double[] w);

    /// The move `m` that minimises `g . m + m H m / 2 + of(w + m)`.
    double[] move(double[] w, Slope slope);

    /// `strength * sum |w_j|`; scikit-learn's `C` is `1 / strength`.
    record L1(double strength) implements Penalty {
        private static final int MAX_SWEEPS = 10_000;
        private static final double CONVERGED = 1e-10;

        @Override
        public double of(double[] w) {
            return strength * Arrays.stream(w).map(Math::abs).sum();
        }

        /// One coordinate after the other.
        @Override
        public double[] move(double[] w, Slope slope) {
            double[][] h = slope.hessian();
            var move = new double[w.length];
            for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
                double change = 0;
                for (int j = 0; j < w.length; j++) {
                    if (h[j][j] == 0) {
                        continue; // a feature that is nowhere: its weight stays 0
                    }
                    double pull = slope.gradient()[j] + LogisticRegression.dot(h[j], move);
                    double free = w[j] + move[j] - pull / h[j][j];
                    double next = signum(free) * Math.max(0, abs(free) - strength / h[j][j]) - w[j];
                    change = Math.max(change, abs(next - move[j]));
                    move[j] = next;
                }
                if (change < CONVERGED) {
                    break;
                }
            }
            return move;
        }
    }

    /// `strength / 2 * sum w_j^2`; scikit-learn's `C` is `1 / strength`. However small, it gives
    /// separable data a finite fit.
    ///
    /// @param strength `> 0`
    record Ridge(double strength) implements Penalty {
        @Override
        public double of(double[] w) {
            return strength / 2 * LogisticRegression.dot(w, w);
        }

        @Override
        public double[] move(double[] w, Slope slope) {
            var pull = new double[w.length];
            Arrays.setAll(pull, j -> -slope.gradient()[j] - strength * w[j]);
            return solve(slope.hessian(), pull);
        }

        /// `(H + strength)^-1 v`, by Cholesky's decomposition.
        double[] solve(double[][] h, double[] v) {
            int n = v.length;
            var lower = new double[n][n];
            var x = v.clone();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double rest = h[i][j] + (i == j ? strength : 0);
                    for (int k = 0; k < j; k++) {
                        rest -= lower[i][k] * lower[j][k];
                    }
                    lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
                }
                for (int k = 0; k < i; k++) {
                    x[i] -= lower[i][k] * x[k];
                }
                x[i] /= lower[i][i];
            }
            for (int i = n - 1; i >= 0; i--) {
                for (int k = i + 1; k < n; k++) {
                    x[i] -= lower[k][i] * x[k];
                }
                x[i] /= lower[i][i];
            }
            return x;
        }
    }
}
