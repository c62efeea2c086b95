package dev.murmur.lab;

import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.PolicyEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Results over seeds, arm by arm.
///
/// @param arms in the order of the rows
/// @param results of every seed
record LabTable(Map<String, Experiments.Arm> arms, List<LabResult> results) {
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("gold win rate, %", 1, r -> 100 * of(r).winRate().mean()),
                    new Column("LC win rate, %", 1, r -> 100 * of(r).lcWinRate().mean()),
                    new Column("tokens", 1, r -> of(r).tokens().mean()),
                    new Column("reward", 2, r -> of(r).reward().mean()),
                    new Column("KL, nats", 2, LabTable::kl),
                    new Column("training, s", 0, LabResult::trainingSeconds),
                    new Column("decoding, s", 0, LabResult::decodingSeconds));

    private record Column(String header, int digits, ToDoubleFunction<LabResult> value) {}

    /// One number of an arm over its seeds.
    ///
    /// @param sd standard deviation with n - 1, not a number for one seed
    record Spread(double mean, double sd) {
        static Spread of(double[] values) {
            double mean = Arrays.stream(values).average().orElseThrow();
            double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
            return new Spread(mean, Math.sqrt(squares / (values.length - 1)));
        }

        String text(int digits) {
            if (Double.isNaN(mean)) {
                return "-";
            }
            String number = "%." + digits + "f";
            return Double.isNaN(sd)
                    ? String.format(Locale.ROOT, number, mean)
                    : String.format(Locale.ROOT, number + " ± " + number, mean, sd);
        }
    }

    /// A Markdown table: means over seeds, ± their standard deviation.
    String markdown() {
        var lines = new ArrayList<String>();
        String headers = COLUMNS.stream().map(Column::header).collect(Collectors.joining(" | "));
        lines.add("| arm | what it is | seeds | " + headers + " |");
        lines.add("|---|---|---|" + "---:|".repeat(COLUMNS.size()));
        arms.forEach((name, arm) -> lines.add(row(name, arm)));
        return String.join("\n", lines) + "\n";
    }

    private String row(String name, Experiments.Arm arm) {
        List<LabResult> finished = finished(name);
        int failed = of(name).size() - finished.size();
        String seeds = finished.size() + (failed == 0 ? "" : " (" + failed + " failed)");
        String figures =
                COLUMNS.stream()
                        .map(column ->
                                finished.isEmpty()
                                        ? "-"
                                        : spread(finished, column.value()).text(column.digits()))
                        .collect(Collectors.joining(" | "));
        return "| %s | %s | %s | %s |".formatted(name, arm.title(), seeds, figures);
    }

    /// Mean tokens and gold win rate of each arm that has any result.
    List<LabPlot.Point> points() {
        var points = new ArrayList<LabPlot.Point>();
        for (String name : arms.keySet()) {
            List<LabResult> finished = finished(name);
            if (!finished.isEmpty()) {
                points.add(
                        new LabPlot.Point(
                                name,
                                spread(finished, r -> of(r).tokens().mean()),
                                spread(finished, r -> 100 * of(r).winRate().mean())));
            }
        }
        return points;
    }

    private static Spread spread(List<LabResult> results, ToDoubleFunction<LabResult> value) {
        return Spread.of(results.stream().mapToDouble(value).toArray());
    }

    private List<LabResult> of(String arm) {
        return results.stream().filter(r -> r.arm().equals(arm)).toList();
    }

    private List<LabResult> finished(String arm) {
        return of(arm).stream().filter(r -> r.evaluation() != null).toList();
    }

    /// Not a number where the baseline was no model.
    private static double kl(LabResult result) {
        Estimate kl = of(result).kl();
        return kl == null ? Double.NaN : kl.mean();
    }

    private static PolicyEvaluation of(LabResult result) {
        PolicyEvaluation evaluation = result.evaluation();
        if (evaluation == null) {
            throw new IllegalStateException(result.arm() + " failed and has no figures");
        }
        return evaluation;
    }
}
