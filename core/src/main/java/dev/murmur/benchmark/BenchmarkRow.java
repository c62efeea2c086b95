package dev.murmur.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.data.RowLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A row of a benchmark's data.
///
/// @param where `file:number`
record BenchmarkRow(String where, JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The rows of a file, in order.
    ///
    /// @throws DataException if the file is not there, is of no known kind, or holds no row
    static List<BenchmarkRow> all(Path file) {
        var rows = new ArrayList<BenchmarkRow>();
        RowLines.forEach(
                file,
                (where, _, json) -> {
                    try {
                        rows.add(new BenchmarkRow(where, JSON.readTree(json)));
                    } catch (JsonProcessingException e) {
                        throw new DataException(
                                where + ": malformed JSON: " + e.getOriginalMessage(), e);
                    }
                });
        return rows;
    }

    /// What a row says, read by [Cells].
    ///
    /// @throws DataException saying where, if the row is not what it should be
    <T> T read(Function<JsonNode, T> reading) {
        try {
            return reading.apply(json);
        } catch (Cells.CellException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
    }
}
