package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import dev.murmur.evaluation.AlpacaGlm;
import dev.murmur.evaluation.AlpacaGlm.Comparisons;
import dev.murmur.evaluation.AlpacaGlm.GamedRow;
import dev.murmur.evaluation.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// AlpacaEval 2's figures from a judge's preferences (Li et al. 2023; Dubois et al. 2024, arXiv
/// 2404.04475).
///
/// @param difficulties by instruction, empty without AlpacaEval's file of them
/// @param gamed comparisons of its length-gamed baselines, empty without the file
public record AlpacaEval(Map<Integer, Double> difficulties, List<GamedRow> gamed) {
    /// Instructions of the benchmark.
    public static final int INSTRUCTIONS = 805;

    /// The folds of the fit need a row each.
    private static final int LEAST = 5;

    /// With AlpacaEval's files, as far as there are.
    ///
    /// @throws DataException if a file is not what it should be
    public static AlpacaEval open(Optional<Path> difficulties, Optional<Path> gamed) {
        return new AlpacaEval(
                difficulties.map(AlpacaFiles::difficulties).orElse(Map.of()),
                gamed.map(AlpacaFiles::gamed).orElse(List.of()));
    }

    /// What AlpacaEval calls the length-controlled win rate that these files allow.
    public String form() {
        if (difficulties.isEmpty()) {
            return "length_controlled_minimal";
        }
        return gamed.isEmpty() ? "length_controlled_noreg" : "length_controlled_v1";
    }

    /// The figures of every system in a file of annotations.
    ///
    /// @param baseline a system of this name is the baseline too, if the file does not name it
    public List<AlpacaResult> results(Path annotations, String baseline) {
        var results = new ArrayList<AlpacaResult>();
        AlpacaFiles.annotations(annotations)
                .forEach((system, compared) -> {
                    String other = compared.baseline().isEmpty() ? baseline : compared.baseline();
                    results.add(
                            result(
                                    system,
                                    compared.rows(),
                                    system.equals(other),
                                    annotations.toString()));
                });
        return results;
    }

    /// The length-controlled win rate that published weights stand for, in percent.
    ///
    /// @return by system, in the order of the file
    /// @throws DataException if there are no difficulties, over which the rate is a mean
    public Map<String, Estimate> fromWeights(Path weights) {
        if (difficulties.isEmpty()) {
            throw new DataException(
                    weights
                            + " are weights, whose rates are means over instructions; add their"
                            + " difficulties (--difficulty instruction_difficulty.csv)");
        }
        double[] all = new TreeMap<>(difficulties).values().stream().mapToDouble(d -> d).toArray();
        var rates = new LinkedHashMap<String, Estimate>();
        AlpacaFiles.weights(weights)
                .forEach((system, glm) -> rates.put(system, percent(glm.winRate(all))));
        return rates;
    }

    /// Whether that is the form of the leaderboard.
    boolean isPublishedForm() {
        return !difficulties.isEmpty() && !gamed.isEmpty();
    }

    /// The rate's name among metrics, which tells the forms apart.
    String metric() {
        String rate = "length_controlled_win_rate";
        return isPublishedForm() ? rate : rate + (difficulties.isEmpty() ? "_minimal" : "_noreg");
    }

    /// The figures of one system.
    ///
    /// @param where the comparisons are from, for messages
    AlpacaResult result(
            String system, List<AlpacaComparison> rows, boolean isBaseline, String where) {
        double[] answered =
                rows.stream()
                        .mapToDouble(AlpacaComparison::preference)
                        .filter(p -> !Double.isNaN(p))
                        .toArray();
        if (answered.length < LEAST) {
            throw new DataException(
                    where
                            + ": "
                            + system
                            + " has "
                            + answered.length
                            + " answered comparisons, must be at least "
                            + LEAST
                            + " to fit its model to");
        }
        Estimate raw = percent(Estimate.of(answered));
        int wins = 0;
        int draws = 0;
        for (double p : answered) {
            wins += p > 0.5 ? 1 : 0;
            draws += p == 0.5 ? 1 : 0;
        }
        double discrete = 100 * (wins + draws / 2.0) / answered.length;
        int length = (int) rows.stream().mapToInt(AlpacaComparison::length).average().orElseThrow();
        @Nullable AlpacaGlm glm =
                isBaseline ? null : AlpacaGlm.fit(comparisons(rows, where), gamed);
        Estimate controlled =
                glm == null ? new Estimate(50, 0) : percent(glm.winRate(atEqual(rows, where)));
        return new AlpacaResult(
                system,
                raw.mean(),
                raw.se(),
                wins,
                answered.length - wins - draws,
                draws,
                answered.length,
                discrete,
                length,
                controlled.mean(),
                controlled.se(),
                glm == null ? null : glm.length(),
                glm == null || difficulties.isEmpty() ? null : glm.difficulty(),
                glm == null ? null : glm.system());
    }

    private Comparisons comparisons(List<AlpacaComparison> rows, String where) {
        return new Comparisons(
                rows.stream().mapToDouble(AlpacaComparison::preference).toArray(),
                rows.stream().mapToDouble(r -> r.baselineLength() - r.length()).toArray(),
                difficulties.isEmpty() ? new double[0] : difficulties(rows, where));
    }

    /// Difficulties to predict at: 0 where none are known.
    private double[] atEqual(List<AlpacaComparison> rows, String where) {
        return difficulties.isEmpty() ? new double[rows.size()] : difficulties(rows, where);
    }

    private double[] difficulties(List<AlpacaComparison> rows, String where) {
        return rows.stream().mapToDouble(row -> difficulty(row, where)).toArray();
    }

    private double difficulty(AlpacaComparison row, String where) {
        Double difficulty = difficulties.get(row.instruction());
        if (difficulty == null) {
            throw new DataException(
                    where
                            + " has the instruction "
                            + row.instruction()
                            + ", which the file of difficulties has not");
        }
        return difficulty;
    }

    private static Estimate percent(Estimate share) {
        return new Estimate(100 * share.mean(), 100 * share.se());
    }
}
