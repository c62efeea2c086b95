package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.AlpacaGlm;
import dev.murmur.evaluation.AlpacaGlm.GamedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what AlpacaEval writes and publishes. Each may be JSON, JSONL, CSV or Parquet.
final class AlpacaFiles {
    private AlpacaFiles() {}

    /// A system's comparisons.
    ///
    /// @param baseline the name of the other system, empty if the file does not say
    record Compared(String baseline, List<AlpacaComparison> rows) {}

    /// `annotations.json`, or a table of `model`, `index`, `preference`, `len_1` and `len_2`.
    ///
    /// @return by system, in the order of the file
    static Map<String, Compared> annotations(Path file) {
        var systems = new LinkedHashMap<String, Compared>();
        for (BenchmarkRow row : BenchmarkRow.all(file)) {
            boolean replies = row.json().has("output_2");
            String system = row.read(r -> Cells.text(r, replies ? "generator_2" : "model"));
            String baseline = replies ? row.read(r -> Cells.text(r, "generator_1")) : "";
            Compared compared =
                    systems.computeIfAbsent(system, _ -> new Compared(baseline, new ArrayList<>()));
            if (!compared.baseline().equals(baseline)) {
                throw new DataException(
                        row.where()
                                + ": "
                                + system
                                + " is compared with "
                                + baseline
                                + " here and with "
                                + compared.baseline()
                                + " before; one baseline a file");
            }
            int number = compared.rows().size();
            compared.rows().add(row.read(r -> comparison(r, replies, number)));
        }
        return systems;
    }

    private static AlpacaComparison comparison(JsonNode row, boolean replies, int number) {
        return replies
                ? new AlpacaComparison(
                        number,
                        preference(row),
                        Cells.characters(row, "output_1"),
                        Cells.characters(row, "output_2"))
                : new AlpacaComparison(
                        Cells.natural(row, "index"),
                        preference(row),
                        Cells.natural(row, "len_1"),
                        Cells.natural(row, "len_2"));
    }

    /// `instruction_difficulty.csv`.
    ///
    /// @return by instruction
    static Map<Integer, Double> difficulties(Path file) {
        var difficulties = new HashMap<Integer, Double>();
        for (BenchmarkRow row : BenchmarkRow.all(file)) {
            // alpaca_eval's own file has no name above its first column
            String index = row.json().has("index") ? "index" : row.json().fieldNames().next();
            if (difficulties.put(
                            row.read(r -> Cells.natural(r, index)),
                            row.read(r -> Cells.number(r, "instruction_difficulty")))
                    != null) {
                throw new DataException(row.where() + ": instruction is there twice");
            }
        }
        return difficulties;
    }

    /// `df_gamed.csv`: the comparisons of length-gamed baselines.
    static List<GamedRow> gamed(Path file) {
        return BenchmarkRow.all(file).stream()
                .map(row ->
                        row.read(r ->
                                new GamedRow(
                                        Cells.number(r, "std_delta_len"),
                                        Cells.number(r, "instruction_difficulty"),
                                        Cells.number(r, "preference"))))
                .toList();
    }

    /// Published weights: a table of `model`, `w_length`, `w_difficulty` and `w_model`.
    static Map<String, AlpacaGlm> weights(Path file) {
        var weights = new LinkedHashMap<String, AlpacaGlm>();
        for (BenchmarkRow row : BenchmarkRow.all(file)) {
            weights.put(
                    row.read(r -> Cells.text(r, "model")),
                    row.read(r ->
                            new AlpacaGlm(
                                    Cells.number(r, "w_length"),
                                    Cells.number(r, "w_difficulty"),
                                    Cells.number(r, "w_model"))));
        }
        return weights;
    }

    /// As AlpacaEval reads it: 1 is the baseline's, 2 the system's, 1.5 and 0 a draw.
    ///
    /// @return the share of the system; NaN where the judge said nothing
    private static double preference(JsonNode row) {
        JsonNode value = row.path("preference");
        if (value.isNull() || (value.isTextual() && value.textValue().isBlank())) {
            return Double.NaN;
        }
        double preference = Cells.number(row, "preference");
        if (preference == 0) {
            return 0.5;
        }
        if (preference < 1 || preference > 2) {
            throw Cells.wrong(
                    row, "preference", "between 1 (the baseline's) and 2, or 0 for a draw");
        }
        return preference - 1;
    }
}
