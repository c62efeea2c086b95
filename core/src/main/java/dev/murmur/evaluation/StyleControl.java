package dev.murmur.evaluation;

import dev.murmur.evaluation.ArenaScores.StyleEffects;
import java.util.Arrays;
import java.util.List;

/// A Bradley-Terry model in which the style of the replies has a part: [ArenaScores] says which.
final class StyleControl {
    private static final int FEATURES = 4;
    private static final Penalty.Ridge RIDGE = new Penalty.Ridge(1e-6);

    private final int models;
    private final double[][] rows;
    private final double[] shares;
    private final double[] weights;

    /// To every battle counted once: strengths, then effects.
    private final double[] whole;

    /// @param battles by model, each with a weight
    StyleControl(List<List<ArenaBattle>> battles) {
        List<ArenaBattle> all = battles.stream().flatMap(List::stream).toList();
        models = battles.size();
        shares = all.stream().mapToDouble(battle -> battle.won() / battle.weight()).toArray();
        weights = all.stream().mapToDouble(ArenaBattle::weight).toArray();
        rows = new double[all.size()][models + FEATURES];
        int row = 0;
        for (int m = 0; m < models; m++) {
            for (ArenaBattle battle : battles.get(m)) {
                double[] features = battle.style().against(battle.baselineStyle());
                rows[row][m] = 1;
                System.arraycopy(features, 0, rows[row], models, FEATURES);
                row++;
            }
        }
        for (int k = models; k < models + FEATURES; k++) {
            double deviation = says(k) ? deviation(k) : Double.POSITIVE_INFINITY;
            for (double[] one : rows) {
                one[k] /= deviation;
            }
        }
        whole = fit(weights, new double[models + FEATURES]);
    }

    /// What a standard deviation of each feature is worth.
    StyleEffects effects() {
        return new StyleEffects(
                whole[models], whole[models + 1], whole[models + 2], whole[models + 3]);
    }

    /// The models' probabilities of winning with the baseline's style.
    ///
    /// @param drawn how often each battle of each model counts
    double[] scores(int[][] drawn) {
        int[] times = Arrays.stream(drawn).flatMapToInt(Arrays::stream).toArray();
        var counted = new double[times.length];
        Arrays.setAll(counted, i -> times[i] * weights[i]);
        return Arrays.stream(fit(counted, whole))
                .limit(models)
                .map(LogisticRegression::sigmoid)
                .toArray();
    }

    private double[] fit(double[] counted, double[] start) {
        return new LogisticRegression(rows, shares, counted).fit(RIDGE, start);
    }

    /// Whether the battles of any model differ in a feature; if none do, it is part of their
    /// strengths.
    private boolean says(int column) {
        for (int i = 1; i < rows.length; i++) {
            boolean sameModel = Arrays.equals(rows[i], 0, models, rows[i - 1], 0, models);
            if (sameModel && rows[i][column] != rows[i - 1][column]) {
                return true;
            }
        }
        return false;
    }

    /// Over games, of which a strong verdict is three, with n - 1 below the line.
    private double deviation(int column) {
        double n = 0;
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            n += weights[i];
            sum += weights[i] * rows[i][column];
        }
        double squares = 0;
        for (int i = 0; i < rows.length; i++) {
            squares += weights[i] * Math.pow(rows[i][column] - sum / n, 2);
        }
        return Math.sqrt(squares / (n - 1));
    }
}
