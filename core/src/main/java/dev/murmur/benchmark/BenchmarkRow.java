package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import java.util.function.Function;

/// A row of a benchmark's data.
///
/// @param where `file:number`
record BenchmarkRow(String where, JsonNode json) {
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
