package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An instruction of AlpacaEval, and what the baseline replied.
///
/// @param index from 0, by which its difficulty is known
/// @param dataset where AlpacaEval has it from
record AlpacaInstruction(
        int index, String text, String dataset, String baseline, String baselineName) {
    /// All there are.
    ///
    /// @throws dev.murmur.data.DataException if the baseline has no reply to one
    static List<AlpacaInstruction> read(BenchmarkFolder data) {
        Map<String, JsonNode> baseline = new HashMap<>();
        for (BenchmarkRow row : data.rows("", "baseline")) {
            baseline.put(row.read(json -> Cells.text(json, "instruction")), row.json());
        }
        var instructions = new ArrayList<AlpacaInstruction>();
        for (BenchmarkRow row : data.rows("", "alpaca_eval")) {
            int index = instructions.size();
            instructions.add(row.read(json -> instruction(json, baseline, index)));
        }
        return instructions;
    }

    private static AlpacaInstruction instruction(
            JsonNode row, Map<String, JsonNode> baseline, int index) {
        String text = Cells.text(row, "instruction");
        JsonNode reply = baseline.get(text);
        if (reply == null) {
            throw new Cells.CellException(
                    "the baseline has no reply to '"
                            + text.lines().findFirst().orElse("")
                            + "'; is baseline.json whole?");
        }
        return new AlpacaInstruction(
                index,
                text,
                row.path("dataset").asText(""),
                Cells.text(reply, "output"),
                Cells.text(reply, "generator"));
    }
}
