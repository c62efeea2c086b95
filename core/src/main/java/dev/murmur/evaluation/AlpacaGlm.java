package dev.murmur.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// AlpacaEval 2's model of what a judge prefers (Dubois et al. 2024, arXiv 2404.04475; the
/// `length_controlled_v1` of its code), fitted to one system's comparisons with the baseline:
///
/// ```
/// logit q_i = length * tanh(d_i / std(d)) + difficulty * difficulty_i + system * own_i
/// ```
///
/// `d_i` is the baseline's length less the system's, in characters; `own_i` is 1 for the system's
/// rows and 0 for those of two baselines whose lengths were gamed, which are added with weight
/// [#GAMED_WEIGHT] to keep the length weight from taking what is the system's. The
/// length-controlled win rate is the mean of `q_i` at `d_i = 0`.
///
/// Fitted as theirs: an L1 penalty, whose strength is the best of ten in five-fold cross-validation
/// over rows. Departures: our fit ends at the minimum, where theirs ends near it, which is worth
/// some thousandths of a point; and rows are dealt out to folds in the order that their library
/// would if it sorted equals stably, which it leaves to chance.
///
/// @param length weight of the length term; negative if longer replies win
/// @param difficulty weight of the instruction's difficulty; 0 in a fit without difficulties
/// @param system weight of the system itself
public record AlpacaGlm(double length, double difficulty, double system) {
    /// The baseline itself, which beats itself half the time.
    public static final AlpacaGlm BASELINE = new AlpacaGlm(0, 0, 0);

    /// `regularize_to_baseline_lambda` of 0.2, shared by two gamed baselines.
    static final double GAMED_WEIGHT = 0.1;

    private static final int FOLDS = 5;

    /// Ten strengths, evenly spaced in their logarithm.
    private static final double[] STRENGTHS =
            IntStream.range(0, 10).mapToDouble(k -> Math.pow(10, -4 + 8 * k / 9.0)).toArray();

    /// A comparison of a gamed baseline with the baseline.
    ///
    /// @param standardisedLength `d_i / std(d)`
    /// @param preference between 0 and 1, for the gamed one
    public record GamedRow(double standardisedLength, double difficulty, double preference) {}

    /// A system's comparisons, one an instruction.
    ///
    /// @param preferences between 0 and 1, for the system; NaN where the judge gave none
    /// @param lengthDifferences `d`, in characters
    /// @param difficulties of the instructions; empty for the model without the term, which
    ///   AlpacaEval calls minimal
    public record Comparisons(
            double[] preferences, double[] lengthDifferences, double[] difficulties) {
        public Comparisons {
            Moments.requireSameLength(
                    "preferences and lengths", preferences.length, lengthDifferences.length);
            if (difficulties.length > 0) {
                Moments.requireSameLength(
                        "preferences and difficulties", preferences.length, difficulties.length);
            }
            long answered = Arrays.stream(preferences).filter(p -> !Double.isNaN(p)).count();
            if (answered < FOLDS) {
                throw new IllegalArgumentException(
                        "a length-controlled win rate needs at least "
                                + FOLDS
                                + " comparisons that were answered, got "
                                + answered);
            }
            Moments.requireFinite("length difference", lengthDifferences);
            Moments.requireFinite("difficulty", difficulties);
            for (double p : preferences) {
                if (p < 0 || p > 1) {
                    throw new IllegalArgumentException(
                            "a preference is " + p + ", must be between 0 and 1");
                }
            }
        }
    }

    /// Fits the model.
    ///
    /// @param gamed rows of gamed baselines; without them nothing holds the length weight
    public static AlpacaGlm fit(Comparisons own, List<GamedRow> gamed) {
        boolean difficult = own.difficulties().length > 0;
        List<double[]> rows = new ArrayList<>();
        var targets = DoubleStream.builder();
        var weights = DoubleStream.builder();
        for (GamedRow row : gamed) {
            rows.add(row(difficult, row.standardisedLength(), row.difficulty(), 0));
            targets.add(row.preference());
            weights.add(GAMED_WEIGHT);
        }
        double spread = Math.sqrt(Moments.variance(own.lengthDifferences()));
        for (int i = 0; i < own.preferences().length; i++) {
            if (Double.isNaN(own.preferences()[i])) {
                continue;
            }
            double d = spread == 0 ? 0 : own.lengthDifferences()[i] / spread;
            rows.add(row(difficult, d, difficult ? own.difficulties()[i] : 0, 1));
            targets.add(own.preferences()[i]);
            weights.add(1);
        }
        var all =
                new Sample(
                        rows.toArray(double[][]::new),
                        targets.build().toArray(),
                        weights.build().toArray());
        double[] start = new double[difficult ? 3 : 2];
        double[] w = all.regression(_ -> true).fit(new Penalty.L1(1 / all.strength()), start);
        return difficult ? new AlpacaGlm(w[0], w[1], w[2]) : new AlpacaGlm(w[0], 0, w[1]);
    }

    /// The length-controlled win rate: the probabilities of winning at equal length.
    ///
    /// @param difficulties of the instructions
    /// @return mean and spread over instructions, as AlpacaEval gives them, between 0 and 1
    public Estimate winRate(double[] difficulties) {
        return winRateAgainst(BASELINE, difficulties);
    }

    /// The same against another system that was compared with the same baseline.
    public Estimate winRateAgainst(AlpacaGlm other, double[] difficulties) {
        var difference = new AlpacaGlm(0, difficulty - other.difficulty, system - other.system);
        return Estimate.of(Arrays.stream(difficulties).map(difference::winProbability).toArray());
    }

    /// The probability of winning at equal length.
    ///
    /// @param difficulty of the instruction
    private double winProbability(double difficulty) {
        return LogisticRegression.sigmoid(system + this.difficulty * difficulty);
    }

    private static double[] row(boolean difficult, double d, double difficulty, double own) {
        double length = Math.tanh(d);
        return difficult ? new double[] {length, difficulty, own} : new double[] {length, own};
    }

    /// What is fitted to.
    private record Sample(double[][] rows, double[] targets, double[] weights) {
        /// The strength whose loss on rows left out is least.
        double strength() {
            var losses = new double[STRENGTHS.length];
            for (int fold = 0; fold < FOLDS; fold++) {
                int left = fold;
                LogisticRegression taken = regression(i -> fold(i) != left);
                LogisticRegression leftOut = regression(i -> fold(i) == left);
                var w = new double[rows[0].length];
                for (int k = 0; k < STRENGTHS.length; k++) {
                    w = taken.fit(new Penalty.L1(1 / STRENGTHS[k]), w);
                    losses[k] += leftOut.logLoss(w);
                }
            }
            int best = 0;
            for (int k = 1; k < STRENGTHS.length; k++) {
                best = losses[k] < losses[best] ? k : best;
            }
            return STRENGTHS[best];
        }

        LogisticRegression regression(IntPredicate taken) {
            int[] indices = IntStream.range(0, rows.length).filter(taken).toArray();
            return new LogisticRegression(
                    Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(double[][]::new),
                    Arrays.stream(indices).mapToDouble(i -> targets[i]).toArray(),
                    Arrays.stream(indices).mapToDouble(i -> weights[i]).toArray());
        }

        /// Dealt out from the last to the first.
        private int fold(int i) {
            return (rows.length - 1 - i) % FOLDS;
        }
    }
}
