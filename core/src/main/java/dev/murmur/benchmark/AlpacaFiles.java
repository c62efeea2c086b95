package dev.murmur.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.data.RowLines;
import dev.murmur.evaluation.AlpacaGlm;
import dev.murmur.evaluation.AlpacaGlm.GamedRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Reads what AlpacaEval writes and publishes. Each may be JSON, JSONL, CSV or Parquet.
final class AlpacaFiles {
    private static final JsonMapper JSON = new JsonMapper();

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
        rows(
                file,
                (where, row) -> {
                    boolean replies = row.has("output_2");
                    String system = text(where, row, replies ? "generator_2" : "model");
                    String baseline = replies ? text(where, row, "generator_1") : "";
                    Compared compared =
                            systems.computeIfAbsent(
                                    system, _ -> new Compared(baseline, new ArrayList<>()));
                    if (!compared.baseline().equals(baseline)) {
                        throw new DataException(
                                where
                                        + ": "
                                        + system
                                        + " is compared with "
                                        + baseline
                                        + " here and with "
                                        + compared.baseline()
                                        + " before; one baseline a file");
                    }
                    compared.rows()
                            .add(
                                    new AlpacaComparison(
                                            replies
                                                    ? compared.rows().size()
                                                    : integer(where, row, "index"),
                                            preference(where, row),
                                            replies
                                                    ? characters(where, row, "output_1")
                                                    : integer(where, row, "len_1"),
                                            replies
                                                    ? characters(where, row, "output_2")
                                                    : integer(where, row, "len_2")));
                });
        return systems;
    }

    /// `instruction_difficulty.csv`.
    ///
    /// @return by instruction
    static Map<Integer, Double> difficulties(Path file) {
        var difficulties = new HashMap<Integer, Double>();
        rows(
                file,
                (where, row) -> {
                    // alpaca_eval's own file has no name above its first column
                    String index = row.has("index") ? "index" : row.fieldNames().next();
                    if (difficulties.put(
                                    integer(where, row, index),
                                    number(where, row, "instruction_difficulty"))
                            != null) {
                        throw new DataException(where + ": instruction is there twice");
                    }
                });
        return difficulties;
    }

    /// `df_gamed.csv`: the comparisons of length-gamed baselines.
    static List<GamedRow> gamed(Path file) {
        var gamed = new ArrayList<GamedRow>();
        rows(
                file,
                (where, row) ->
                        gamed.add(
                                new GamedRow(
                                        number(where, row, "std_delta_len"),
                                        number(where, row, "instruction_difficulty"),
                                        number(where, row, "preference"))));
        return gamed;
    }

    /// Published weights: a table of `model`, `w_length`, `w_difficulty` and `w_model`.
    static Map<String, AlpacaGlm> weights(Path file) {
        var weights = new LinkedHashMap<String, AlpacaGlm>();
        rows(
                file,
                (where, row) ->
                        weights.put(
                                text(where, row, "model"),
                                new AlpacaGlm(
                                        number(where, row, "w_length"),
                                        number(where, row, "w_difficulty"),
                                        number(where, row, "w_model"))));
        return weights;
    }

    private static void rows(Path file, BiConsumer<String, JsonNode> row) {
        RowLines.forEach(
                file,
                (where, _, json) -> {
                    try {
                        row.accept(where, JSON.readTree(json));
                    } catch (JsonProcessingException e) {
                        throw new DataException(
                                where + ": malformed JSON: " + e.getOriginalMessage(), e);
                    }
                });
    }

    /// As AlpacaEval reads it: 1 is the baseline's, 2 the system's, 1.5 and 0 a draw.
    private static double preference(String where, JsonNode row) {
        JsonNode value = row.path("preference");
        if (value.isNull() || (value.isTextual() && value.textValue().isBlank())) {
            return Double.NaN;
        }
        double preference = number(where, row, "preference");
        if (Double.isNaN(preference)) {
            return Double.NaN;
        }
        if (preference == 0) {
            return 0.5;
        }
        if (preference < 1 || preference > 2) {
            throw new DataException(
                    where
                            + ": 'preference' is "
                            + preference
                            + ", must be between 1 (the baseline's) and 2, or 0 for a draw");
        }
        return preference - 1;
    }

    private static String text(String where, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual()) {
            throw missing(where, name, value, "a text");
        }
        return value.textValue();
    }

    private static int characters(String where, JsonNode row, String name) {
        String text = text(where, row, name);
        return text.codePointCount(0, text.length());
    }

    private static int integer(String where, JsonNode row, String name) {
        double value = number(where, row, name);
        if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
            throw missing(where, name, row.path(name), "a whole number from 0");
        }
        return (int) value;
    }

    /// Of JSON, or of a table whose cells are all text.
    private static double number(String where, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (value.isNumber()) {
            return value.doubleValue();
        }
        try {
            if (value.isTextual()) {
                return Double.parseDouble(value.textValue());
            }
        } catch (NumberFormatException e) {
            throw missing(where, name, value, "a number");
        }
        throw missing(where, name, value, "a number");
    }

    private static DataException missing(String where, String name, JsonNode value, String right) {
        return new DataException(
                value.isMissingNode()
                        ? where + " has no '" + name + "', which must be " + right
                        : where + ": '" + name + "' is " + value + ", must be " + right);
    }
}
